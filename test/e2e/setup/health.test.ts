import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const TOKEN = 'correct-horse-battery'

const gateway = await GatewayProcess.start({ env: { HOLDLINE_WEBCHAT_TOKEN: TOKEN } })
const authorization = `Bearer ${TOKEN}`
afterAll(() => gateway[Symbol.asyncDispose]())

test('health is told without the token', async () => {
  const healthz = await fetch(`${gateway.url}/healthz`)
  const readyz = await fetch(`${gateway.url}/readyz`)
  expect([healthz.status, await healthz.json()]).toEqual([200, { status: 'ok' }])
  expect([readyz.status, await readyz.json()]).toEqual([200, { status: 'ready' }])
})

test('metrics need the token, and count', async () => {
  await using client = await gateway.client({ token: TOKEN })
  await client.answer(await client.say('hello'))
  await client.until(() => !client.typing)
  const refused = await fetch(`${gateway.url}/metrics`)
  const wrong = await fetch(`${gateway.url}/metrics`, { headers: { authorization: 'Bearer wrong' } })
  const given = await fetch(`${gateway.url}/metrics`, { headers: { authorization } })
  const text = await given.text()

  expect([refused.status, wrong.status, given.status]).toEqual([401, 401, 200])
  expect(text).toMatch(/^holdline_turns_finished_total\{[^}]*outcome="completed"[^}]*\} 1$/m)
  expect(text).toMatch(/^holdline_turns_running 0$/m)
  expect(text).toMatch(/^holdline_messages_waiting 0$/m)
})

test('the page needs the token; what there is not, is not there', async () => {
  const page = await fetch(`${gateway.url}/`, { headers: { authorization } })
  const refused = await fetch(`${gateway.url}/`)
  const nothing = await fetch(`${gateway.url}/nothing`, { headers: { authorization } })
  const noAddress = await fetch(`${gateway.url}//`)
  const posted = await fetch(`${gateway.url}/healthz`, { method: 'POST' })

  const statuses = [page, refused, nothing, noAddress, posted].map(({ status }) => status)
  expect(statuses).toEqual([200, 401, 404, 404, 404])
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(await page.text()).toContain('<!doctype html>')
})
