import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('"/lang" alone or with a language that there is not shows the choices', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client({ locale: 'zh-CN' })
  const alone = await client.command('/语言')
  const unknown = await client.command('/lang tlh')

  for (const { text } of [alone, unknown]) {
    expect(text).toContain('/lang_en')
    expect(text).toContain('/lang_ru')
    expect(text).toContain('/lang_zh-CN')
  }
  expect(unknown.text).toContain('tlh')
  expect((await client.command('/lang_en')).text).toContain('English')
  expect((await client.command('/help')).text).toContain('stop the current work')
})
