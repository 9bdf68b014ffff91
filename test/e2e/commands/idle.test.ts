import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const gateway = await GatewayProcess.start()
afterAll(() => gateway[Symbol.asyncDispose]())

for (const command of ['/wait', '/cancel', '/cancel 2', '/стоп', '/取消', '/retry', '/background', '/remove']) {
  test(`"${command}" while nothing runs is told so, and makes no turn`, async () => {
    await using client = await gateway.client()
    const answer = await client.command(command)
    const next = await client.say('hello')
    await client.answer(next)

    expect(answer).toMatchObject({ type: 'toast', result: 'finished' })
    expect([...client.messages.values()].map(({ role }) => role)).toEqual(['user', 'agent'])
  })
}
