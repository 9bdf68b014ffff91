import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const gateway = await GatewayProcess.start()
afterAll(() => gateway[Symbol.asyncDispose]())

const LANGUAGES = [
  { locale: 'en', command: '/status', doing: 'demo tool', waiting: 'Waiting messages: 1', idle: 'Nothing is running' },
  { locale: 'ru', command: '/статус', doing: 'демо', waiting: 'Сообщений в очереди: 1', idle: 'ничего не выполняется' },
  { locale: 'zh-CN', command: '/状态', doing: '演示', waiting: '等待中的消息：1', idle: '没有正在进行的任务' },
] as const

const GREETING = { en: 'hello', ru: 'привет', 'zh-CN': '你好' }

for (const { locale, command, doing, waiting, idle } of LANGUAGES) {
  test(`"${command}" says in ${locale} what goes on, and is no message`, async () => {
    await using client = await gateway.client({ locale })
    const before = await client.command(command)
    await client.say(`[tool 30s] ${GREETING[locale]}`)
    await client.say(GREETING[locale])
    await client.until(() => client.live.find(({ reason }) => reason === 'tool_running'))

    const during = await client.command(command)

    expect(before).toMatchObject({ type: 'notice', state: 'closed', text: expect.stringContaining(idle) })
    expect(during).toMatchObject({ type: 'notice', text: expect.stringContaining(doing) })
    expect(during.text).toContain(waiting)
    expect(client.framesOf('message')).toHaveLength(2)
  })
}
