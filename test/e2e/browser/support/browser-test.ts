import { test as base } from 'vitest'
import { GatewayProcess } from '../../support/gateway.ts'
import { ChatPage, type Opening } from './chat-page.ts'
import { findChromium, launchChromium } from './chromium.ts'

/**
 * A test with a browser. All tests of a file share `browser` and `gateway` (with the demo model); each page that is opened
 * has storage of its own, and so a new chat.
 *
 * ```ts
 * test('…', async ({ open }) => {
 *   await using chat = await open({ locale: 'ru' })
 * })
 * ```
 */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await launchChromium()
    onCleanup(() => browser.close())
    return browser
  })
  // biome-ignore lint/correctness/noEmptyPattern: see above
  .extend('gateway', { scope: 'file' }, async ({}, { onCleanup }) => {
    const gateway = await GatewayProcess.start()
    onCleanup(() => gateway[Symbol.asyncDispose]())
    return gateway
  })
  .extend(
    'open',
    async ({ browser, gateway }) =>
      (options?: Opening) =>
        ChatPage.open(browser, gateway.url, options),
  )

test.beforeEach(({ skip }) => skip(findChromium() === undefined, 'no Chromium; CHROMIUM can name one'))
