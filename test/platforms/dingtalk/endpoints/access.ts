import { badRequest, Refused } from '../refusal.ts'
import type { Endpoint } from './endpoint.ts'

const SECOND_MS = 1000

/** `POST /v1.0/oauth2/accessToken`. Source: facts 2.6. */
export const accessToken: Endpoint = {
  name: 'accessToken',
  method: 'POST',
  path: '/v1.0/oauth2/accessToken',
  run({ platform, body }) {
    body.only('appKey', 'appSecret')
    const [key, secret] = [body.text('appKey'), body.text('appSecret')]
    const app = platform.apps.find(({ clientId, clientSecret }) => clientId === key && clientSecret === secret)
    if (app === undefined)
      throw new Refused('credentials.valid', 400, 'invalidClientIdOrSecret', 'the client id or secret is wrong')
    const token = `fake-access-token-${platform.serial()}-QrStUvWxYz0123456789`
    app.tokens.set(token, platform.clock.now() + platform.limits.tokenMs)
    return { accessToken: token, expireIn: platform.limits.tokenMs / SECOND_MS }
  },
}

/** `POST /v1.0/gateway/connections/open`. Source: facts 2.1, 2.4; node, getEndpoint. */
export const connectionsOpen: Endpoint = {
  name: 'connectionsOpen',
  method: 'POST',
  path: '/v1.0/gateway/connections/open',
  run({ platform, body, header, streamUrl }) {
    body.only('clientId', 'clientSecret', 'ua', 'subscriptions', 'localIp')
    if (!header('accept').includes('application/json'))
      throw badRequest('stream.accept', 'without Accept: application/json the answer is XML')
    const app = platform.apps.find(({ clientId }) => clientId === body.text('clientId'))
    if (app === undefined || app.clientSecret !== body.text('clientSecret'))
      throw new Refused('credentials.valid', 401, 'authFailed', 'the client id or secret is wrong')
    const topics = new Set<string>()
    for (const one of body.objects('subscriptions')) {
      one.only('type', 'topic')
      if (!['EVENT', 'CALLBACK', 'SYSTEM'].includes(one.text('type')))
        throw badRequest('stream.subscriptions', 'type must be EVENT, CALLBACK or SYSTEM')
      if (one.text('type') === 'CALLBACK') topics.add(one.text('topic'))
    }
    if (topics.size === 0) throw badRequest('stream.subscriptions', 'nothing is subscribed to')
    // Characters that a careless address would lose.
    const ticket = `fake+ticket/${platform.serial()}=`
    app.tickets.set(ticket, { until: platform.clock.now() + platform.limits.ticketMs, topics })
    return { endpoint: streamUrl, ticket }
  },
}
