import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { eventually } from '../support/eventually.ts'
import { modelVariables } from '../support/model.ts'
import { TelegramScene } from '../support/telegram.ts'

const PEOPLE = 50
const MESSAGES = 20

// Messages of one person become one or two turns: what is tested is receiving, not a thousand answers.
const ENV = { HOLDLINE_ON_BUSY: 'collect', HOLDLINE_QUEUE_CAP: '200' }

/** The labels of a chat's messages, in the order in which the model has seen them. */
function seenBy(model: OpenAIServer, person: number): string[] {
  const longest = model.requests
    .map(({ chat }) => (chat?.messages ?? []).filter(({ role }) => role === 'user').map(({ text }) => text))
    .filter((texts) => texts.join().includes(`p${person}.`))
    .sort((a, b) => b.join().length - a.join().length)[0]
  return (longest ?? []).flatMap((text) => text.match(/p\d+\.m\d+/g) ?? [])
}

test(`${PEOPLE * MESSAGES} updates that waited: none is lost, each person’s are in order`, async ({ annotate }) => {
  await using model = await OpenAIServer.start({ script: () => say('ok') })
  await using scene = await TelegramScene.start('direct chat', { env: { ...modelVariables(model), ...ENV } })
  const { telegram, gateway } = scene
  await gateway.kill()
  const people = Array.from({ length: PEOPLE }, (_, person) => telegram.user({ firstName: `P${person}` }))
  for (let message = 0; message < MESSAGES; message += 1)
    for (const [person, one] of people.entries()) one.sends(telegram.privateChat(one), `p${person}.m${message}`)

  const startedAt = Date.now()
  await gateway.restart()
  const waiting = () => telegram.bot.queue.list().length
  await eventually(() => waiting() === 0)
  await annotate(`all were received ${Date.now() - startedAt} ms after the start`)
  const expected = (person: number) => Array.from({ length: MESSAGES }, (_, message) => `p${person}.m${message}`)
  await eventually(() => people.every((_, person) => seenBy(model, person).length >= MESSAGES))

  for (const person of people.keys()) expect(seenBy(model, person)).toEqual(expected(person))
})

test('SIGKILL in the middle of a batch: what was received is not lost and not doubled', async () => {
  await using model = await OpenAIServer.start({ script: () => say('ok') })
  await using scene = await TelegramScene.start('direct chat', { env: { ...modelVariables(model), ...ENV } })
  const { telegram, gateway, ann, chat } = scene
  await gateway.kill()
  const labels = Array.from({ length: 90 }, (_, message) => `p0.m${message}`)
  for (const label of labels) ann.sends(chat, label)

  // The first life ends as soon as it is seen to work on the first message, before it has asked for more.
  const seen = telegram.waitForCall('sendChatAction', { timeoutMs: 30_000 })
  await Promise.all([gateway.restart(), seen.then(() => gateway.kill())]).catch(() => {})
  await gateway.restart()
  await eventually(() => seenBy(model, 0).length >= labels.length)

  expect(seenBy(model, 0)).toEqual(labels)
})
