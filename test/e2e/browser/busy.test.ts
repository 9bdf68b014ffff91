import { expect } from 'vitest'
import { test } from './support/browser-test.ts'
import { EVENTUALLY } from './support/patience.ts'

test('who writes while the agent works sees what it does, for how long, and what can be done', async ({ open }) => {
  await using chat = await open()
  await chat.say('[tool 8s] hello')
  await chat.typing.waitFor()
  await chat.say('are you there?')

  const card = chat.doing('tool_running')
  await card.filter({ hasText: 'demo tool' }).waitFor()
  const elapsed = card.getByTestId('elapsed')
  const before = (await elapsed.textContent()) ?? ''
  expect(before).toMatch(/^\d+ sec$/)
  expect(await card.textContent()).toContain('No. 1 in line')
  const buttons = card.getByRole('button')
  expect(await buttons.allTextContents()).toEqual([
    'Keep waiting',
    'Cancel',
    'New session',
    'Remove my message',
    'In the background',
  ])
  await elapsed.filter({ hasNotText: before }).waitFor()

  await chat.answer('You wrote: are you there?').waitFor()
  await chat.closed('busy').filter({ hasText: 'Done in' }).waitFor()
  await chat.live.waitFor({ state: 'detached' })
  await chat.typing.waitFor({ state: 'detached' })
  const story = ['user: [tool 8s] hello', 'user: are you there?', 'busy', 'agent: You wrote: hello']
  await chat.shows([...story, 'agent: You wrote: are you there?'])
})

test('a change of what the agent does, and a third message, change the card that is there', async ({ open }) => {
  await using chat = await open()
  await chat.say('[think 1s] [tool 30s] hello')
  await chat.say('are you there?')
  const id = await chat.doing('waiting_model_response').getAttribute('data-notice-id')
  await chat.doing('tool_running').waitFor()
  await chat.say('hello?')
  await chat.live.filter({ hasText: 'No. 2 in line' }).waitFor()

  expect(await chat.live.count()).toBe(1)
  expect(await chat.live.getAttribute('data-notice-id')).toBe(id)
})

test('"keep waiting" is confirmed at once, and marks the answer when it comes', async ({ open }) => {
  await using chat = await open()
  await chat.say('[tool 8s] hello')
  await chat.say('are you there?')
  await chat.action('wait').click()

  await chat.toast.filter({ hasText: 'You will be told when the answer is ready.' }).waitFor()
  await chat.action('wait').and(chat.page.locator('[aria-pressed="true"]')).waitFor()
  await chat.answer('You wrote: hello').filter({ hasText: 'You asked to be told' }).waitFor()
})

test('a waiting message that is removed is gone, which is said, and can be written again', async ({ open }) => {
  await using chat = await open()
  await chat.say('[tool 8s] hello')
  await chat.say('one')
  await chat.say('two')
  await chat.live.filter({ hasText: 'No. 2 in line' }).waitFor()
  await chat.action('dequeue').click()

  await chat.toast.filter({ hasText: 'The message was removed.' }).waitFor()
  await chat.live.filter({ hasText: 'No. 1 in line' }).waitFor()
  await chat.page.getByText('You removed a message.').waitFor()
  await expect.poll(() => chat.mine.allTextContents(), EVENTUALLY).toEqual(['[tool 8s] hello', 'one'])
  await chat.answer('You wrote: one').waitFor()
  await chat.reload()
  await chat.answer('You wrote: one').waitFor()
  await expect.poll(() => chat.mine.allTextContents(), EVENTUALLY).toEqual(['[tool 8s] hello', 'one'])
  await chat.page.getByTestId('message-again').click()
  await expect.poll(() => chat.composer.inputValue(), EVENTUALLY).toBe('two')
})

test('"cancel" closes the card as cancelled, and the next message starts', async ({ open }) => {
  await using chat = await open()
  await chat.say('[hang] hello')
  await chat.say('are you there?')
  await chat.action('cancel').click()

  await chat.toast.filter({ hasText: 'Stopping the work.' }).waitFor()
  await chat.answer('You wrote: are you there?').waitFor()
  await chat
    .closed('cancelled')
    .filter({ hasText: /^Cancelled after/ })
    .waitFor()
  await chat.live.waitFor({ state: 'detached' })
  const story = ['user: [hang] hello', 'user: are you there?', 'cancelled', 'agent: You wrote: are you there?']
  await chat.shows(story)
  await chat.reload()
  await chat.answer('You wrote: are you there?').waitFor()
  await chat.shows(story)
})

for (const way of ['the command', 'the menu', 'the card'] as const) {
  test(`a new session by ${way} stops the work and drops what waits`, async ({ open }) => {
    await using chat = await open()
    await chat.say('[hang] hello')
    await chat.say('are you there?')
    await chat.live.waitFor()
    if (way === 'the command') await chat.say('/new')
    if (way === 'the menu') await chat.page.getByTestId('menu').click()
    if (way === 'the menu') await chat.page.getByTestId('new-session').click()
    if (way === 'the card') await chat.action('new').click()

    const told = chat.closed('info').filter({ hasText: 'New session' })
    await told.filter({ hasText: '1 waiting message was removed.' }).waitFor()
    await chat.live.waitFor({ state: 'detached' })
    await chat.typing.waitFor({ state: 'detached' })
    await chat.say('hello again')
    await chat.answer('You wrote: hello again').waitFor()
    expect(await chat.answers.count()).toBe(1)
  })
}
