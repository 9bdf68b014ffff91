import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { upgradeStatus } from '../support/upgrade.ts'

test('without Webchat there is no page and no socket, and health is still told', async () => {
  await using gateway = await GatewayProcess.start({ env: { HOLDLINE_WEBCHAT: 'off' } })
  const [page, health] = await Promise.all([fetch(`${gateway.url}/`), fetch(`${gateway.url}/healthz`)])
  expect([page.status, health.status, await upgradeStatus(gateway.url, {})]).toEqual([404, 200, 404])
})

test('without Webchat, too, metrics need the token where one is set', async () => {
  const token = 'metrics-without-a-page'
  const env = { HOLDLINE_WEBCHAT: 'off', HOLDLINE_WEBCHAT_TOKEN: token }
  await using gateway = await GatewayProcess.start({ env })
  const refused = await fetch(`${gateway.url}/metrics`)
  const given = await fetch(`${gateway.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  expect([refused.status, given.status]).toEqual([401, 200])
  expect(await given.text()).toContain('holdline_turns_running 0')
})
