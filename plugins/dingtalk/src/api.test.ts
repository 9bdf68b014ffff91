import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../test/platforms/kit/clock.ts'
import { DingtalkApi } from './api.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

test('a call is not led elsewhere: its secret would go along', async () => {
  let led = 0
  const elsewhere = await serve((_request, response) => {
    led += 1
    response.end('{}')
  })
  const root = await serve((request, response) => response.writeHead(307, { location: elsewhere + request.url }).end())
  const api = new DingtalkApi({ clientId: 'ding', clientSecret: 'sesame', apiRoot: root, clock: systemClock })
  await expect(api.checkCredentials()).rejects.toMatchObject({ kind: 'lost' })
  await expect(api.openStream(['/topic'])).rejects.toMatchObject({ kind: 'lost' })
  expect(led).toBe(0)
})

test.for([
  ['no JSON', 'hello', 'lost'],
  ['no token', '{"expireIn":7200}', 'refused'],
] as const)('an answer to the credentials that has %s', async ([_name, body, kind]) => {
  const root = await serve((_request, response) => response.end(body))
  const api = new DingtalkApi({ clientId: 'ding', clientSecret: 'sesame', apiRoot: root, clock: systemClock })
  await expect(api.checkCredentials()).rejects.toMatchObject({ kind })
})

test('a stream that leads to no WebSocket is refused', async () => {
  const root = await serve((_request, response) => response.end('{"endpoint":"file:///etc","ticket":"t"}'))
  const api = new DingtalkApi({ clientId: 'ding', clientSecret: 'sesame', apiRoot: root, clock: systemClock })
  await expect(api.openStream(['/topic'])).rejects.toMatchObject({ kind: 'refused' })
})
