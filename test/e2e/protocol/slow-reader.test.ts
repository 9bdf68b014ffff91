import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

// Together more than the network holds back for a reader that does not read.
const MESSAGES = 50
const LONG = 'x'.repeat(60_000)

test('a tab that does not read holds nobody up, and finds everything when it reads again', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await using slow = await gateway.client({ chat: client.chat })
  slow.reading = false
  const questions: string[] = []
  for (let count = 0; count < MESSAGES; count += 1) {
    const question = await client.say(`${count} ${LONG}`)
    await client.answer(question)
    questions.push(question)
  }
  const before = slow.frames.length

  slow.reading = true
  for (const question of questions) await slow.answer(question)

  expect(before).toBeLessThan(MESSAGES)
  await slow.until(() => slow.messages.size === client.messages.size)
  expect(new Map([...slow.messages].sort())).toEqual(new Map([...client.messages].sort()))
})
