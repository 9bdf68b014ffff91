import { expect } from 'vitest'
import { test } from './support/browser-test.ts'
import { EVENTUALLY } from './support/patience.ts'

test('two tabs of a chat show the same: messages, the card, its end, and what was removed', async ({ open }) => {
  await using first = await open()
  await using second = await first.tab()
  await first.say('[hang] hello')
  await second.say('are you there?')
  await first.live.filter({ hasText: 'No. 1 in line' }).waitFor()
  await second.say('hello?')
  await first.live.filter({ hasText: 'No. 2 in line' }).waitFor()

  await first.action('dequeue').click()
  await second.page.getByText('You removed a message.').waitFor()
  await second.action('cancel').click()
  await first.closed('cancelled').waitFor()
  await first.answer('You wrote: are you there?').waitFor()
  await second.answer('You wrote: are you there?').waitFor()
  const story = ['user: [hang] hello', 'user: are you there?', 'cancelled', 'agent: You wrote: are you there?']
  const shown = async () => (await first.lines()).filter((line) => !line.includes('removed'))
  await expect.poll(shown, EVENTUALLY).toEqual(story)
  await second.shows(await first.lines())
  await second.toast.waitFor()
})

test('a tab that is opened later shows the card, and can use it', async ({ open }) => {
  await using first = await open()
  await first.say('[hang] hello')
  await first.say('are you there?')
  await first.live.waitFor()
  await using second = await first.tab()
  await second.action('cancel').click()
  await second.toast.filter({ hasText: 'Stopping the work.' }).waitFor()
  await first.closed('cancelled').waitFor()
  expect(await first.toast.count()).toBe(0)
})
