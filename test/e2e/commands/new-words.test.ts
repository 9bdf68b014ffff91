import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const gateway = await GatewayProcess.start()
afterAll(() => gateway[Symbol.asyncDispose]())

for (const word of ['/new', 'new session', '/новая', 'новая сессия', '/新会话', '新对话']) {
  test(`"${word}" begins a session and is no message`, async () => {
    await using client = await gateway.client()
    await client.say('[hang] hello')

    const toast = await client.command(word)
    const told = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'info'))
    await client.until(() => !client.typing)

    expect(toast).toMatchObject({ type: 'toast', action: 'new', result: 'done' })
    expect(told).toMatchObject({ state: 'closed', text: expect.stringMatching(/New session/) })
    expect(client.framesOf('message')).toHaveLength(1)
  })
}
