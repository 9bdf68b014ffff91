import { expect } from 'vitest'
import { test } from './support/browser-test.ts'
import type { ChatPage } from './support/chat-page.ts'
import { EVENTUALLY } from './support/patience.ts'

/** There are fewer stops than that on the page. */
const MANY = 20

const FOCUSED = `document.activeElement.dataset.testid ?? document.activeElement.className`

/** An outline of its own, or around it. */
const HAS_OUTLINE = `[document.activeElement, document.activeElement.parentElement]
  .some((element) => getComputedStyle(element).outlineStyle !== 'none')`

/** Presses the key until the focus is there; every stop on the way must be seen. */
async function go(chat: ChatPage, key: 'Tab' | 'Shift+Tab', to: string): Promise<readonly string[]> {
  const way: string[] = []
  while (way.length < MANY && way.at(-1) !== to) {
    await chat.page.keyboard.press(key)
    way.push(await chat.look<string>(FOCUSED))
    expect(await chat.look(HAS_OUTLINE), `focus is seen on ${way.at(-1)}`).toBe(true)
  }
  return way
}

test('a card is used with the keyboard alone, and the focus is never lost', async ({ open }) => {
  await using chat = await open()
  const { keyboard } = chat.page
  await expect.poll(() => chat.look(FOCUSED), EVENTUALLY).toBe('composer')
  await keyboard.type('[hang] hello')
  await keyboard.press('Enter')
  await keyboard.type('one')
  await keyboard.press('Shift+Enter')
  await keyboard.type('two')
  await expect.poll(() => chat.composer.inputValue(), EVENTUALLY).toBe('one\ntwo')
  await keyboard.press('Enter')
  await chat.live.waitFor()
  await expect.poll(() => chat.look(FOCUSED), EVENTUALLY).toBe('composer')

  const buttons = ['background', 'dequeue', 'new', 'cancel', 'wait'].map((action) => `action-${action}`)
  expect(await go(chat, 'Shift+Tab', 'action-wait')).toEqual(buttons)
  await keyboard.press('Enter')
  await chat.toast.waitFor()
  await expect.poll(() => chat.look(FOCUSED), EVENTUALLY).toBe('action-wait')
  await keyboard.press('Escape')
  await chat.toast.waitFor({ state: 'detached' })

  await go(chat, 'Tab', 'action-dequeue')
  await keyboard.press('Space')
  await chat.action('dequeue').waitFor({ state: 'detached' })
  await expect.poll(() => chat.look(FOCUSED), EVENTUALLY).toBe('action-wait')
  await go(chat, 'Tab', 'action-cancel')
  await keyboard.press('Enter')
  await chat.live.waitFor({ state: 'detached' })
  await expect.poll(() => chat.look(FOCUSED), EVENTUALLY).toBe('composer')
})

test('the menu opens, is used and closes by keys, and gives the focus back', async ({ open }) => {
  await using chat = await open()
  const { keyboard } = chat.page
  await go(chat, 'Shift+Tab', 'menu')
  await keyboard.press('Enter')
  await chat.page.getByTestId('language').waitFor()
  expect(await go(chat, 'Tab', 'language')).toEqual(['new-session', 'language'])
  await keyboard.press('Escape')
  await chat.page.getByTestId('language').waitFor({ state: 'hidden' })
  await expect.poll(() => chat.look(FOCUSED), EVENTUALLY).toBe('menu')
})

test('one step leads from the top to the message box', async ({ open }) => {
  await using chat = await open()
  await go(chat, 'Shift+Tab', 'skip')
  await chat.page.getByText('Skip to the message box').waitFor()
  await chat.page.keyboard.press('Enter')
  await expect.poll(() => chat.look(FOCUSED), EVENTUALLY).toBe('composer')
})

/** Writes down what is put into the region that a screen reader reads out. */
const LISTEN = `(() => {
  window.told = []
  const listen = (records) => told.push(...records.flatMap((one) => [...one.addedNodes].map((node) => node.textContent)))
  new MutationObserver(listen).observe(document.querySelector('[data-testid="announcer"]'), { childList: true, subtree: true })
})()`

test('a screen reader is told what the agent does once per change, not once per second', async ({ open }) => {
  await using chat = await open()
  await chat.look(LISTEN)
  await chat.say('[think 2s] [tool 6s] hello')
  await chat.say('are you there?')
  await chat.answer('You wrote: hello').waitFor()
  const told = await chat.look<string[]>('told')
  expect(told.filter((text) => text.includes('Using a tool'))).toHaveLength(1)
  expect(told).toEqual(told.filter((text, index) => text !== told[index - 1]))
})
