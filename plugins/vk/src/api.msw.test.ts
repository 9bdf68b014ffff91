import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { strictNetwork } from '../../../test/platforms/kit/strict-network.ts'
import { VkHandlers } from '../../../test/platforms/vk/handlers.ts'
import { createApi } from './api.ts'
import { Budget } from './budget.ts'

test('"too many requests" without an end is given up, which vk-io would never do', async () => {
  const vk = new VkHandlers({})
  const network = strictNetwork(vk.handlers)
  onTestFinished(() => {
    vk.stop()
    network.close()
  })
  const fault = vk.fail('users.get', { code: 6, times: Number.POSITIVE_INFINITY })
  const budget = new Budget(systemClock)
  const api = createApi({ token: vk.community.token, apiRoot: vk.url, budget, deadlineMs: 200 })
  const called = api.call('users.get', { user_ids: '1' }, z.unknown(), { kind: 'answer' })
  await expect(called).rejects.toMatchObject({ name: 'VkFailure', kind: 'lost' })

  // vk-io goes on with it; the test may not end before that has.
  fault.clear()
  const before = vk.calls.length
  await expect.poll(() => vk.calls.length, { timeout: 10_000 }).toBeGreaterThan(before)
})
