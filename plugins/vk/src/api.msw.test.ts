import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { strictNetwork } from '../../../test/platforms/kit/strict-network.ts'
import { VkHandlers } from '../../../test/platforms/vk/handlers.ts'
import { createApi } from './api.ts'
import { Budget } from './budget.ts'

/** An account whose calls are given up after ten seconds. */
function setUp(tooFastPauseMs: number) {
  const vk = new VkHandlers({})
  const network = strictNetwork(vk.handlers)
  onTestFinished(() => {
    vk.stop()
    network.close()
  })
  const options = { deadlineMs: 10_000, tooFastPauseMs }
  const api = createApi({ token: vk.community.token, apiRoot: vk.url, budget: new Budget(systemClock), ...options })
  return { vk, ask: () => api.call('users.get', { user_ids: '1' }, z.unknown(), { kind: 'answer' }) }
}

test('a call that stays too fast for as long as it may take did not happen, and nothing of it goes on', async () => {
  const { vk, ask } = setUp(20_000)
  const fault = vk.fail('users.get', { code: 6, times: Number.POSITIVE_INFINITY })
  await expect(ask()).rejects.toMatchObject({ name: 'VkFailure', kind: 'too_fast', code: 6 })
  fault.clear()
  await ask()
  expect(vk.calls.filter(({ method }) => method === 'users.get')).toHaveLength(2)
})

test('a call that was too fast is made again', async () => {
  const { vk, ask } = setUp(20)
  const fault = vk.fail('users.get', { code: 6, times: 2 })
  await ask()
  expect(fault.hits).toBe(2)
})
