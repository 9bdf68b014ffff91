import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('"/queue collect" makes the messages that wait from now on one turn', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  const before = await client.command('/queue')
  const changed = await client.command('/queue collect')
  await client.say('[think 6s] hello')
  const second = await client.say('and also')
  const third = await client.say('and this')
  const notice = await client.busy()

  const answer = await client.answer(third)

  expect(before.text).toMatch(/each message waits for its turn.*\/queue_collect/s)
  expect(changed.text).toContain('waiting messages are answered together')
  expect(notice.text).toContain('answered together')
  expect(answer.text).toContain('and also')
  expect(answer.text).toContain('and this')
  expect(client.answersTo(second)).toEqual([])
})
