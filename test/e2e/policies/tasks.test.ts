import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('"/tasks" lists what runs at the same time, and "/cancel" with a number stops that one only', async () => {
  await using gateway = await GatewayProcess.start({ env: { HOLDLINE_ON_BUSY: 'parallel' } })
  await using client = await gateway.client()
  const benchmark = await client.say('[tool 300s] run benchmark')
  const other = await client.say('[think 300s] do X instead')

  const before = await client.command('/tasks')
  const toast = await client.command('/cancel 1')
  await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'cancelled'))
  const after = await client.command('/tasks')
  const nothing = await client.command('/cancel 7')

  expect(before.text).toMatch(/1\. .*run benchmark.*\/cancel_1.*2\. .*do X instead.*\/cancel_2/s)
  expect(toast).toMatchObject({ action: 'cancel', result: 'done' })
  expect(after.text).not.toContain('run benchmark')
  expect(after.text).toContain('do X instead')
  expect(nothing).toMatchObject({ result: 'finished' })
  expect([...client.answersTo(benchmark), ...client.answersTo(other)]).toEqual([])
})
