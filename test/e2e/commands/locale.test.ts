import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const gateway = await GatewayProcess.start({ env: { HOLDLINE_LOCALE: 'ru' } })
afterAll(() => gateway[Symbol.asyncDispose]())

const ENGLISH = 'Keep waiting'
const RUSSIAN = 'Подождать'
const CHINESE = '继续等待'

const LOCALES = {
  en: ENGLISH,
  'en-GB': ENGLISH,
  ru: RUSSIAN,
  'ru-RU': RUSSIAN,
  'zh-CN': CHINESE,
  'zh-Hans-CN': CHINESE,
  zh: CHINESE,
  // Not spoken here: the language of the gateway.
  fi: RUSSIAN,
  'not a language': RUSSIAN,
}

for (const [locale, label] of Object.entries(LOCALES)) {
  test(`a client with the locale "${locale}" reads "${label}"`, async () => {
    await using client = await gateway.client({ locale })
    await client.say('[hang] hello')
    await client.say('are you there?')
    const { actions } = await client.busy()
    expect(actions[0]?.label).toBe(label)
  })
}
