import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { strictNetwork } from '../kit/strict-network.ts'
import { ask } from './ask.ts'
import { OpenAIServer } from './server.ts'
import { hang, say } from './steps.ts'
import { TRANSPORTS } from './transports.ts'

for (const { name, start } of TRANSPORTS) {
  test(`${name}: records requests, without the key`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(say('Hi.'))
    await ask({ url, apiKey: 'sk-secret-of-mine' })
    const [request] = api.requests
    expect(request).toMatchObject({ number: 1, method: 'POST', path: '/v1/chat/completions', status: 200, step: 'say' })
    expect(request?.body).toMatchObject({ model: 'fake-model', stream: true })
    expect(request?.headers).toMatchObject({ authorization: '…', 'content-type': 'application/json' })
    expect(JSON.stringify(api.requests)).not.toContain('secret')
    expect(request?.abortedAt).toBeUndefined()
  })

  test(`${name}: a request that nobody scripted is a failure and a violation`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    const seen = await ask({ url })
    expect(seen.errors[0]).toMatchObject({ statusCode: 500, message: 'no step is scripted for request 1' })
    expect(api.violations).toHaveLength(1)
  })

  test(`${name}: a script that throws is a failure and a violation`, async () => {
    const script = () => {
      throw new Error('oops')
    }
    const { api, url, close } = await start({ script })
    onTestFinished(close)
    await ask({ url })
    expect(api.violations[0]?.error.message).toContain('oops')
  })

  test(`${name}: waits for requests that are still to come, by number and by what they are`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(say('1'), say('2'))
    const second = api.waitForRequest(2)
    const named = api.waitForRequest(({ chat }) => chat?.messages.at(-1)?.text === 'two')
    await ask({ url, messages: [{ role: 'user', content: 'one' }] })
    await ask({ url, messages: [{ role: 'user', content: 'two' }] })
    expect((await second).number).toBe(2)
    expect(await named).toBe(await second)
  })
}

test('a wait that is in vain says what came instead', async () => {
  await using server = await OpenAIServer.start()
  server.enqueue(say('1'))
  await ask({ url: server.url })
  await expect(server.waitForRequest(2, { timeoutMs: 1 })).rejects.toThrow(
    'not within 1 ms; there was no request 2; seen: 1 say 200',
  )
})

test('closing the server ends what hangs, and no client is said to have left', async () => {
  const server = await OpenAIServer.start()
  server.enqueue(hang())
  const answer = ask({ url: server.url })
  const request = await server.waitForRequest(1)
  await server.close()
  expect((await answer).errors[0]).toMatchObject({ name: 'AI_APICallError', isRetryable: true })
  expect(request.abortedAt).toBeUndefined()
})

test('a strict network notes what no handler answers, pictures and sockets included', async () => {
  const network = strictNetwork([])
  onTestFinished(() => network.close())
  await expect(fetch('https://elsewhere.test/v1/models')).rejects.toThrow(TypeError)
  await expect(fetch('https://elsewhere.test/logo.png')).rejects.toThrow(TypeError)
  const socket = new WebSocket('wss://elsewhere.test/ws')
  await once(socket, 'open') // msw's own end: nothing left this process
  expect(network.leaks).toEqual([
    'https://elsewhere.test/v1/models',
    'https://elsewhere.test/logo.png',
    'wss://elsewhere.test/ws',
  ])
})
