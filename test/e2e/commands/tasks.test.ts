import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const gateway = await GatewayProcess.start()
afterAll(() => gateway[Symbol.asyncDispose]())

for (const command of ['/tasks', '/задачи', '/任务']) {
  test(`"${command}" lists what runs, with the command that stops it`, async () => {
    await using client = await gateway.client()
    await client.say('[hang] count the stars')
    const { text } = await client.command(command)

    expect(text).toContain('count the stars')
    const [stop] = /\/cancel_\d+/.exec(text) ?? []
    expect(await client.command(stop ?? '')).toMatchObject({ action: 'cancel', result: 'done' })
    await client.until(() => !client.typing)
    expect((await client.command(command)).text).toBe('Nothing is running right now.')
  })
}
