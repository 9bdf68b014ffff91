import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { PATIENCE } from './testing/patience.ts'
import { type Dial, TestClient } from './testing/test-client.ts'
import { type ServerChoices, startWebchat } from './testing/webchat-server.ts'

vi.setConfig({ testTimeout: 2 * PATIENCE.timeout })

async function start(choices: ServerChoices = {}) {
  const server = await startWebchat(choices)
  onTestFinished(() => server.close())
  return server
}

/** The HTTP status that an upgrade is answered with; 101 when it is let in. */
async function statusOf(url: string, dial: Dial = {}): Promise<number> {
  const { socket } = new TestClient(url, dial)
  return await new Promise((resolve) => {
    socket.on('open', () => resolve(101))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
  })
}

const PROTOCOL = 'holdline.v1'

test.for([
  ['no origin', {}, 101],
  ['the own origin', { origin: 'http://127.0.0.1:PORT' }, 101],
  ['a listed origin', { origin: 'https://site.example' }, 101],
  ['a foreign origin', { origin: 'https://evil.example' }, 403],
  ['another port', { origin: 'http://127.0.0.1:1' }, 403],
  ['an opaque origin', { origin: 'null' }, 403],
  ['a rebound name', { host: 'rebound.evil.example', origin: 'http://rebound.evil.example' }, 403],
] as const)('on loopback without a token, %s', async ([, headers, status]) => {
  const { socketUrl, port } = await start({ allowedOrigins: ['https://site.example'] })
  const own = Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(port))])
  expect(await statusOf(socketUrl, { headers: Object.fromEntries(own) })).toBe(status)
})

test.for([
  ['no token', {}, [PROTOCOL], 401],
  ['the token as a subprotocol', {}, [PROTOCOL, 'auth.s3cret'], 101],
  ['the token as a subprotocol, first', {}, ['auth.s3cret', PROTOCOL], 101],
  ['a wrong token as a subprotocol', {}, [PROTOCOL, 'auth.wrong'], 401],
  ['the token as a header', { authorization: 'Bearer s3cret' }, [PROTOCOL], 101],
  ['a wrong token as a header', { authorization: 'Bearer s3cre' }, [PROTOCOL], 401],
  ['the token at a foreign origin', { origin: 'https://evil.example' }, [PROTOCOL, 'auth.s3cret'], 403],
  [
    'the token at the own origin',
    { host: 'chat.example', origin: 'https://chat.example' },
    [PROTOCOL, 'auth.s3cret'],
    101,
  ],
] as const)('with a token set, %s', async ([, headers, protocols, status]) => {
  const { socketUrl } = await start({ token: 's3cret', host: '0.0.0.0' })
  expect(await statusOf(socketUrl, { headers, protocols })).toBe(status)
})

test.for([
  ['another path', '/chat', [PROTOCOL], 404],
  ['a longer path', '/ws/x', [PROTOCOL], 404],
  ['a query', '/ws?x=1', [PROTOCOL], 101],
  ['no subprotocol', '/ws', [], 400],
  ['an unknown subprotocol', '/ws', ['holdline.v9'], 400],
] as const)('an upgrade with %s', async ([, path, protocols, status]) => {
  const { port } = await start()
  expect(await statusOf(`ws://127.0.0.1:${port}${path}`, { protocols })).toBe(status)
})

test('the subprotocol that is agreed on never is the token', async () => {
  const { socketUrl } = await start({ token: 's3cret' })
  const { socket } = await TestClient.open(socketUrl, { protocols: ['auth.s3cret', PROTOCOL] })
  expect(socket.protocol).toBe(PROTOCOL)
})

test('a token is in no log line', async () => {
  const { socketUrl, lines } = await start({ token: 's3cret' })
  await statusOf(socketUrl, { protocols: [PROTOCOL, 'auth.s3cret-wrong'] })
  await statusOf(socketUrl, { protocols: [PROTOCOL, 'auth.s3cret'] })
  expect(JSON.stringify(lines)).not.toContain('s3cret')
})

test('compression is not agreed on', async () => {
  const { socketUrl } = await start()
  const socket = new WebSocket(socketUrl, [PROTOCOL], { perMessageDeflate: true })
  await once(socket, 'open')
  expect(socket.extensions).toBe('')
})

test('a peer that resets while it is being refused harms nobody', async () => {
  const { port, socketUrl } = await start({ token: 's3cret' })
  for (let n = 0; n < 20; n++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.write('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.resetAndDestroy()
  }
  expect(await statusOf(socketUrl, { protocols: [PROTOCOL, 'auth.s3cret'] })).toBe(101)
})

test('an upgrade without the headers of a WebSocket is refused', async () => {
  const { port } = await start()
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: ${PROTOCOL}\r\n\r\n`,
  )
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /)
})

test('more sockets than the process may hold are asked to come later', async () => {
  const { socketUrl } = await start({ maxConnections: 1 })
  const first = await TestClient.open(socketUrl)
  expect(await statusOf(socketUrl)).toBe(503)
  await first.leave()
  await vi.waitUntil(async () => (await statusOf(socketUrl)) === 101, PATIENCE)
})
