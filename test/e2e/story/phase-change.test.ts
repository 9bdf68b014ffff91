import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a change of what the agent does edits the notice that is there', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await client.say('[think 6s] [tool 6s] hello')
  await client.say('are you there?')

  const { noticeId, reason } = await client.busy()
  const inTool = await client.until(() => client.revisionsOf(noticeId).find((one) => one.reason === 'tool_running'))
  const closed = await client.until(() => client.revisionsOf(noticeId).find(({ state }) => state === 'closed'))

  expect(reason).toBe('waiting_model_response')
  expect(inTool.text).toContain('demo tool')
  expect(closed).toMatchObject({ kind: 'busy', actions: [] })
  expect([...client.notices.keys()]).toEqual([noticeId])
})
