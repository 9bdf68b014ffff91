import { expect } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { test } from './support/browser-test.ts'
import { ChatPage } from './support/chat-page.ts'

test('after a SIGKILL the page says so, comes back by itself, and every answer appears once', async ({ browser }) => {
  await using gateway = await GatewayProcess.start()
  await using chat = await ChatPage.open(browser, gateway.url, { outages: true })
  await chat.say('[tool 30s] hello')
  await chat.say('are you there?')
  await chat.doing('tool_running').waitFor()
  await chat.look('window.sameDocument = true')

  await gateway.kill()
  await chat.connection('waiting').filter({ hasText: 'Connection lost' }).waitFor()
  await chat.action('cancel').and(chat.page.locator('[aria-disabled="true"]')).waitFor()
  await chat.typing.waitFor({ state: 'detached' })
  await gateway.restart()

  await chat.connection('online').waitFor({ state: 'attached' })
  await chat.answer('You wrote: hello').waitFor()
  await chat.answer('You wrote: are you there?').waitFor()
  await chat.closed('recovered').filter({ hasText: 'continued after a restart' }).waitFor()
  await chat.live.waitFor({ state: 'detached' })
  await chat.typing.waitFor({ state: 'detached' })
  const story = ['user: [tool 30s] hello', 'user: are you there?', 'recovered']
  await chat.shows([...story, 'agent: You wrote: hello', 'agent: You wrote: are you there?'])
  expect(await chat.look('window.sameDocument')).toBe(true)
})

/** In this page no timer fires that is longer than a blink: the countdown to the next try never ends. */
const NO_COUNTDOWN = `setTimeout = ((real) => (run, ms) => real(run, ms > 200 ? 1_000_000 : ms))(setTimeout)`

test('"reconnect now" does not wait for the countdown', async ({ browser }) => {
  await using gateway = await GatewayProcess.start()
  await using chat = await ChatPage.open(browser, gateway.url, { outages: true })
  await chat.page.addInitScript(NO_COUNTDOWN)
  await chat.reload()
  await gateway.kill()
  await chat.connection('waiting').waitFor()
  await gateway.restart()
  await chat.page.getByTestId('reconnect').click()
  await chat.connection('online').waitFor({ state: 'attached' })
})
