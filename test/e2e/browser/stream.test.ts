import { expect } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { test } from './support/browser-test.ts'
import { ChatPage } from './support/chat-page.ts'
import { EVENTUALLY } from './support/patience.ts'

/** More than fits on a screen. */
const LONG = Array.from({ length: 60 }, (_, line) => `Line ${line}.\n\n`).join('')

const DISTANCE_TO_END = `(() => { const box = document.querySelector('.scroller')
  return box.scrollHeight - box.clientHeight - box.scrollTop })()`

test('an answer is seen growing, and the page follows it as long as nobody scrolls up', async ({ browser }) => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using chat = await ChatPage.open(browser, gateway.url, { viewport: { width: 800, height: 600 } })
  const [more, end] = [model.gate(), model.gate()]
  model.enqueue(say('', { pieces: ['The beginning.\n\n', `${LONG}The middle.\n\n`], between: more, finish: end }))
  await chat.say('hello')

  const growing = chat.page.locator('[data-role="agent"][data-state="partial"]')
  await growing.filter({ hasText: 'The beginning.' }).waitFor()
  await expect.poll(() => growing.getAttribute('aria-busy'), EVENTUALLY).toBe('true')
  await chat.typing.waitFor({ state: 'detached' })
  more.open()
  await growing.filter({ hasText: 'The middle.' }).waitFor()
  await expect.poll(() => chat.look(DISTANCE_TO_END), EVENTUALLY).toBeLessThan(2)

  await chat.page.locator('.scroller').hover()
  await chat.page.mouse.wheel(0, -1_000)
  const jump = chat.page.getByTestId('jump')
  await jump.waitFor()
  const before = await chat.look('document.querySelector(".scroller").scrollTop')
  end.open()
  await chat.answer('The middle.').waitFor()
  expect(await chat.look('document.querySelector(".scroller").scrollTop')).toBe(before)
  await jump.filter({ hasText: 'Jump to the latest message' }).waitFor()

  await jump.click()
  await jump.waitFor({ state: 'detached' })
  await expect.poll(() => chat.look(DISTANCE_TO_END), EVENTUALLY).toBeLessThan(2)
})

test('an answer that comes while someone reads further up is told, and does not move the page', async ({ browser }) => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using chat = await ChatPage.open(browser, gateway.url, { viewport: { width: 800, height: 600 } })
  const gate = model.gate()
  model.enqueue(say(LONG), say('Another answer.', { firstToken: gate }))
  await chat.say('hello')
  await chat.answer('Line 59.').waitFor()
  await chat.say('and now?')
  await chat.typing.waitFor()
  await chat.page.locator('.scroller').hover()
  await chat.page.mouse.wheel(0, -1_000)
  const jump = chat.page.getByTestId('jump')
  await jump.waitFor()
  const before = await chat.look('document.querySelector(".scroller").scrollTop')
  gate.open()

  await chat.page.locator('[data-testid="jump"].fresh').filter({ hasText: 'New messages' }).waitFor()
  expect(await chat.look('document.querySelector(".scroller").scrollTop')).toBe(before)
  await chat.say('a message of my own')
  await jump.waitFor({ state: 'detached' })
})
