import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const gateway = await GatewayProcess.start()
afterAll(() => gateway[Symbol.asyncDispose]())

const LANGUAGES = [
  { locale: 'en', command: '/help', says: 'stop the current work' },
  { locale: 'ru', command: '/помощь', says: 'остановить текущую работу' },
  { locale: 'zh-CN', command: '/帮助', says: '停止当前' },
]

for (const { locale, command, says } of LANGUAGES) {
  test(`"${command}" lists the commands in ${locale}`, async () => {
    await using client = await gateway.client({ locale })
    const { text } = await client.command(command)
    expect(text).toContain(says)
    for (const name of ['wait', 'cancel', 'new', 'status', 'tasks', 'queue', 'lang']) expect(text).toContain(`/${name}`)
    expect(client.framesOf('message')).toEqual([])
  })
}
