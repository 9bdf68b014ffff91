import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const MESSAGES = 10_000

// What a person could not type is refused: the burst, and what the flood's own time gives back.
const MOST_ACCEPTED = 300

const PATIENT_MS = 100_000

test('10,000 messages at once are limited with a clear error, and other chats and commands go on', async ({
  annotate,
}) => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await using other = await gateway.client()
  const startedAt = performance.now()
  for (let count = 0; count < MESSAGES; count += 1) client.send('hello', `flood ${count}`)
  client.send('/status', 'command')

  const askedAt = performance.now()
  await other.answer(await other.say('and I?'))
  const besideMs = performance.now() - askedAt
  const answered = () => client.framesOf('accepted').length + client.framesOf('error').length
  await client.until(() => answered() === MESSAGES + 1, PATIENT_MS)
  await annotate(
    `read in ${Math.round(performance.now() - startedAt)} ms; beside it an answer in ${besideMs.toFixed(0)} ms`,
  )

  const errors = client.framesOf('error')
  const limited = errors.filter(({ code, clientId }) => code === 'rate_limited' && clientId !== undefined)
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['queue_full', 'rate_limited']))
  expect(limited[0]).toMatchObject({
    retryAfterMs: expect.any(Number),
    text: expect.stringMatching(/Too many messages/),
  })
  expect(limited.length).toBeGreaterThan(MESSAGES - MOST_ACCEPTED)
  expect(client.framesOf('accepted').length).toBeLessThan(MOST_ACCEPTED)
  expect(client.accepted.has('command')).toBe(true)
  const written = [...client.messages.values()].filter(({ role }) => role === 'user')
  for (const { messageId } of written) await client.answer(messageId)
})
