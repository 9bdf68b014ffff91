import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { GatewayProcess } from '../support/gateway.ts'

test('what comes before hello is refused by name, and hello is still welcome', async () => {
  await using gateway = await GatewayProcess.start()
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/ws`, ['holdline.v1'])
  const next = async (): Promise<unknown> => JSON.parse(String((await once(socket, 'message'))[0]))
  await once(socket, 'open')

  socket.send(JSON.stringify({ type: 'send', clientId: 'mine', text: 'hello' }))
  expect(await next()).toMatchObject({ type: 'error', code: 'hello_first', clientId: 'mine' })
  socket.send(JSON.stringify({ type: 'tap', noticeId: 'n', action: 'cancel', token: 't' }))
  expect(await next()).toMatchObject({ type: 'error', code: 'hello_first', noticeId: 'n' })
  socket.send(JSON.stringify({ type: 'hello', chat: null, resumeFrom: null, locale: 'en' }))
  expect(await next()).toMatchObject({ type: 'ready' })
  socket.terminate()
})
