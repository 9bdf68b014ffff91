import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { TelegramServer } from '../../../test/platforms/telegram/server.ts'
import { createApi } from './api.ts'

/** A proxy as there are many: it connects where it is told to, for those who know the password. */
async function startProxy(): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = []
  const sockets = new Set<Duplex>()
  const server = createServer((_request, response) => void response.writeHead(400).end())
  server.on('connect', (request, socket: Duplex) => {
    seen.push(`${request.url} ${request.headers['proxy-authorization']}`)
    const [host = '', port] = (request.url ?? '').split(':')
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(socket)
      socket.pipe(target)
    })
    for (const one of [target, socket]) sockets.add(one.on('error', () => {}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, seen }
}

test('calls go through the proxy, with its password', async () => {
  const telegram = await TelegramServer.start()
  onTestFinished(() => telegram.stop())
  const { port, seen } = await startProxy()
  const proxy = `http://user:sesame@127.0.0.1:${port}`
  const api = createApi({ token: telegram.bot.token, apiRoot: telegram.url, proxy })
  const me = await api.run('getMe', (raw, signal) => raw.getMe(signal))
  expect(me.username).toBe(telegram.bot.username)
  expect(seen).toEqual([`127.0.0.1:${new URL(telegram.url).port} Basic ${btoa('user:sesame')}`])
})

test('a proxy that is not there is an error that was never sent, and tells no password', async () => {
  const api = createApi({ token: '1:a', apiRoot: 'http://127.0.0.1:1', proxy: 'http://user:sesame@127.0.0.1:9' })
  const error: unknown = await api.run('getMe', (raw, signal) => raw.getMe(signal)).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ kind: 'unsent' })
  expect(String(error)).not.toContain('sesame')
})

test('SOCKS is another kind of proxy', async () => {
  const api = createApi({ token: '1:a', apiRoot: 'http://127.0.0.1:1', proxy: 'socks5://127.0.0.1:9' })
  await expect(api.run('getMe', (raw, signal) => raw.getMe(signal))).rejects.toMatchObject({ kind: 'unsent' })
})
