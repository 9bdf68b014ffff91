import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

/** Far longer than the test: nothing here can be due to a lease that has ended. */
const LEASE_MS = '600000'

test('SIGKILL of one of two gateways: the other goes on with the turn at once, and nobody writes to wake it', async () => {
  const env = { HOLDLINE_LEASE_MS: LEASE_MS }
  await using gateway = await GatewayProcess.start({ env })
  await using neighbour = await GatewayProcess.start({ env: { ...env, HOLDLINE_STATE_DIR: gateway.stateDir } })
  await using client = await gateway.client()
  const question = await client.say('[tool 6s] hello')
  await using witness = await neighbour.client({ chat: client.chat })
  await client.until(() => client.typing)

  await gateway.kill()
  const answer = await witness.answer(question)

  expect(answer.text).toContain('hello')
  expect(await neighbour.logged(({ msg }) => msg === 'a turn of a dead owner was taken over')).toMatchObject({
    attempt: 2,
  })
})
