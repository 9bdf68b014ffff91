import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const gateway = await GatewayProcess.start()
afterAll(() => gateway[Symbol.asyncDispose]())

for (const word of ['/wait', 'keep waiting', '/ждать', 'подожду', '/等待', '继续等待']) {
  test.concurrent(`"${word}" asks for a mention and is no message`, async () => {
    await using client = await gateway.client()
    const question = await client.say('[think 5s] hello')

    const toast = await client.command(word)
    const answer = await client.answer(question)

    expect(toast).toMatchObject({ type: 'toast', action: 'wait', result: 'done' })
    expect(answer.mention).toBe(true)
    expect(client.framesOf('message').filter(({ role }) => role === 'user')).toHaveLength(1)
  })
}
