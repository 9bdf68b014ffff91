import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a message that meets a busy session is told at once what goes on and what can be done', async ({ annotate }) => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await client.say('[tool 30s] hello')
  await client.until(() => client.typing)

  const sentAt = performance.now()
  await client.say('are you there?')
  const { noticeId } = await client.busy()
  const tookMs = performance.now() - sentAt
  const notice = await client.until(() => client.revisionsOf(noticeId).find(({ reason }) => reason === 'tool_running'))

  await annotate(`told after ${tookMs.toFixed(1)} ms`)
  expect(notice).toMatchObject({ kind: 'busy', state: 'live', queuePosition: 1 })
  expect(notice.text).toContain('demo tool')
  expect(notice.actions.map(({ action }) => action)).toEqual(['wait', 'cancel', 'new', 'dequeue', 'background'])
})
