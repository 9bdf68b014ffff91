import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { strictNetwork } from '../../../test/platforms/kit/strict-network.ts'
import { VkHandlers } from '../../../test/platforms/vk/handlers.ts'
import { createApi } from './api.ts'
import { Budget } from './budget.ts'
import { TOO_FAST_PAUSE_MS } from './limits.ts'

function setUp(deadlineMs: number) {
  const vk = new VkHandlers({})
  const network = strictNetwork(vk.handlers)
  onTestFinished(() => {
    vk.stop()
    network.close()
  })
  const api = createApi({ token: vk.community.token, apiRoot: vk.url, budget: new Budget(systemClock), deadlineMs })
  return { vk, ask: () => api.call('users.get', { user_ids: '1' }, z.unknown(), { kind: 'answer' }) }
}

test('"too many requests" without an end did not happen, and is not sent when nobody waits for it any more', async () => {
  const { vk, ask } = setUp(500)
  const fault = vk.fail('users.get', { code: 6, times: 1 })
  await expect(ask()).rejects.toMatchObject({ name: 'VkFailure', kind: 'too_fast', code: 6 })
  expect(fault.hits).toBe(1)
  // vk-io would send it again now, before this later one.
  await new Promise((resolve) => systemClock.after(2 * TOO_FAST_PAUSE_MS, () => resolve(undefined)))
  await ask()
  expect(vk.calls.filter(({ method }) => method === 'users.get')).toHaveLength(2)
})

test('a call that was too fast is made again', async () => {
  const { vk, ask } = setUp(60_000)
  const fault = vk.fail('users.get', { code: 6, times: 1 })
  await ask()
  expect(fault.hits).toBe(1)
})
