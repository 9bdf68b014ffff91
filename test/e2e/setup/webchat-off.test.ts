import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { upgradeStatus } from '../support/upgrade.ts'

test('without Webchat there is no page and no socket, and health is still told', async () => {
  await using gateway = await GatewayProcess.start({ env: { HOLDLINE_WEBCHAT: 'off' } })
  const [page, health] = await Promise.all([fetch(`${gateway.url}/`), fetch(`${gateway.url}/healthz`)])
  expect([page.status, health.status, await upgradeStatus(gateway.url, {})]).toEqual([404, 200, 404])
})
