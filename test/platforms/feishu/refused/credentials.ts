import { card, listen, type Scene } from '../scene.ts'
import { post, type RefusedCase, say } from './refused-case.ts'

const TOKEN = '/open-apis/auth/v3/tenant_access_token/internal'
const ENDPOINT = '/callback/ws/endpoint'
const LATER = '/open-apis/interactive/v1/card/update'

const credentials = ({ bot }: Scene) => ({ AppID: bot.appId, AppSecret: bot.appSecret })

/** Calls of an app that is not, or may not be, who it says. */
export const REFUSED_CREDENTIALS: readonly RefusedCase[] = [
  {
    rule: 'token.app',
    what: 'an app there is not',
    code: 10003,
    status: 200,
    run: (s) => post(s, TOKEN, { app_id: 'cli_0123456789abcdef', app_secret: 'x' }),
  },
  {
    rule: 'token.secret',
    what: 'a wrong secret',
    code: 10014,
    status: 200,
    run: (s) => post(s, TOKEN, { app_id: s.bot.appId, app_secret: 'x' }),
  },
  { rule: 'token.given', what: 'a call without a token', code: 99991661, run: (s) => post(s, LATER, {}) },
  {
    rule: 'token.valid',
    what: 'a token that was made worthless',
    code: 99991663,
    run: async (s) => {
      await say(s)
      s.bot.expireTokens()
      return say(s)
    },
  },
  {
    rule: 'token.valid',
    what: 'a token after two hours',
    code: 99991663,
    run: async (s) => {
      await say(s)
      s.clock.advance(2 * 60 * 60 * 1000)
      return say(s)
    },
  },
  {
    rule: 'later.token',
    what: 'a card token there is not',
    code: 300000,
    run: (s) => post(s, LATER, { token: 'c-0', card: card('late') }, s.bot.token().token),
  },
  {
    rule: 'endpoint.credentials',
    what: 'a long connection with a wrong secret',
    code: 514,
    status: 200,
    run: (s) => post(s, ENDPOINT, { ...credentials(s), AppSecret: 'x' }),
  },
  {
    rule: 'endpoint.busy',
    what: 'a long connection while the system is busy',
    code: 1,
    status: 200,
    run: (s) => {
      s.feishu.fail('ws.endpoint', { code: 1 })
      return post(s, ENDPOINT, credentials(s))
    },
  },
  {
    rule: 'endpoint.internal',
    what: 'a long connection when something broke',
    code: 1000040343,
    status: 200,
    run: (s) => {
      s.feishu.fail('ws.endpoint', { code: 1000040343 })
      return post(s, ENDPOINT, credentials(s))
    },
  },
]

/** Those that only a server with long connections has. */
export const REFUSED_CONNECTIONS: readonly RefusedCase[] = [
  {
    rule: 'endpoint.connections',
    what: 'one connection too many',
    code: 1000040350,
    status: 200,
    options: { limits: { connectionsPerApp: 1 } },
    run: async (s) => {
      await listen(s, {})
      return post(s, ENDPOINT, credentials(s))
    },
  },
]
