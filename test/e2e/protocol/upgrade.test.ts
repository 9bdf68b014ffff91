import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { type Upgrade, upgradeStatus } from '../support/upgrade.ts'

const TOKEN = 'correct-horse-battery'
const LISTED = 'https://chat.example.com'

const gateway = await GatewayProcess.start({
  config: { webchat: { token: TOKEN, allowedOrigins: [LISTED] } },
})
const open = await GatewayProcess.start()
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await open[Symbol.asyncDispose]()
})

const own = ['holdline.v1', `auth.${TOKEN}`]

const WITH_A_TOKEN: Readonly<Record<string, Upgrade & { readonly status: number }>> = {
  'the token': { protocols: own, status: 101 },
  'the token in a header': { headers: { authorization: `Bearer ${TOKEN}` }, status: 101 },
  'a wrong token': { protocols: ['holdline.v1', 'auth.wrong'], status: 401 },
  'no token': { status: 401 },
  'the token and its own origin': { protocols: own, headers: { origin: gateway.url }, status: 101 },
  'the token and a listed origin': { protocols: own, headers: { origin: LISTED }, status: 101 },
  'the token and a foreign origin': { protocols: own, headers: { origin: 'https://evil.example' }, status: 403 },
  'the token and no usable subprotocol': { protocols: [`auth.${TOKEN}`], status: 400 },
  'another path': { protocols: own, path: '/socket', status: 404 },
}

for (const [what, { status, ...upgrade }] of Object.entries(WITH_A_TOKEN)) {
  test(`with a token set, ${what} gets ${status}`, async () => {
    expect(await upgradeStatus(gateway.url, upgrade)).toBe(status)
  })
}

const WITHOUT: Readonly<Record<string, Upgrade & { readonly status: number }>> = {
  'a program without an origin': { status: 101 },
  'the own page': { headers: { origin: open.url }, status: 101 },
  'a foreign page': { headers: { origin: 'https://evil.example' }, status: 403 },
  'a page without an origin of its own': { headers: { origin: 'null' }, status: 403 },
  'a name that points to this machine': { headers: { host: 'evil.example' }, status: 403 },
}

for (const [what, { status, ...upgrade }] of Object.entries(WITHOUT)) {
  test(`without a token on loopback, ${what} gets ${status}`, async () => {
    expect(await upgradeStatus(open.url, upgrade)).toBe(status)
  })
}
