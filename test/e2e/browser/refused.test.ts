import { expect } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { test } from './support/browser-test.ts'
import { ChatPage } from './support/chat-page.ts'
import { EVENTUALLY } from './support/patience.ts'

test('a message that the server does not take says why, and can be edited, sent again or dropped', async ({
  browser,
}) => {
  await using gateway = await GatewayProcess.start({ env: { HOLDLINE_QUEUE_CAP: '1' } })
  await using chat = await ChatPage.open(browser, gateway.url)
  await chat.say('[hang] hello')
  await chat.say('one')
  await chat.live.waitFor()
  await chat.say('two')
  const refused = chat.page.locator('[data-testid="message"][data-state="failed"]')
  await refused.filter({ hasText: /waiting/ }).waitFor()

  await refused.getByTestId('message-edit').click()
  await expect.poll(() => chat.composer.inputValue(), EVENTUALLY).toBe('two')
  await refused.waitFor({ state: 'detached' })
  await chat.composer.press('Enter')
  await refused.waitFor()
  await chat.reload()
  await refused.getByTestId('message-retry').waitFor()
  await chat.action('cancel').click()
  await chat.answer('You wrote: one').waitFor()
  await refused.getByTestId('message-retry').click()
  await chat.answer('You wrote: two').waitFor()
  await refused.waitFor({ state: 'detached' })
})

test('a message that fits no frame is not even sent', async ({ open }) => {
  await using chat = await open()
  await chat.composer.fill('x'.repeat(70_000))
  await chat.page.getByTestId('send').click()
  await chat.page.getByText('Not sent: the message is too long').waitFor()
  await chat.page.getByTestId('message-remove').click()
  await chat.say('hello')
  await chat.answer('You wrote: hello').waitFor()
  await chat.shows(['user: hello', 'agent: You wrote: hello'])
})

test('a message that comes back to be edited does not replace what is being written', async ({ open }) => {
  await using chat = await open()
  const long = 'y'.repeat(70_000)
  await chat.composer.fill(long)
  await chat.page.getByTestId('send').click()
  await chat.page.getByTestId('message-edit').waitFor()
  await chat.composer.fill('half a thought')
  await chat.page.getByTestId('message-edit').click()
  await expect.poll(() => chat.composer.inputValue(), EVENTUALLY).toBe(`${long}\nhalf a thought`)
})

test('who comes back to a chat that the server no longer has gets a new one, and is told', async ({ open }) => {
  await using chat = await open()
  await chat.look(`localStorage.setItem('holdline.chat', 'a-chat-of-another-server-00000000')`)
  await chat.reload()
  await chat.toast.filter({ hasText: 'The server no longer has this chat.' }).waitFor()
  await chat.say('hello')
  await chat.answer('You wrote: hello').waitFor()
})
