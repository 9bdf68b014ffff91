import { accessOf, createTranslator } from '@holdline/bridge'
import { accountsOf, createDingtalk, probeDingtalk, secretsIn, stateOf } from '@holdline/dingtalk'
import { locales } from '@holdline/locales'
import { text } from '../config/variables.ts'
import { systemClock } from '../serve/environment.ts'
import type { Platform } from './platform.ts'

/** DingTalk robots. */
export const dingtalk: Platform = {
  name: 'dingtalk',
  variables: [
    { name: 'DINGTALK_CLIENT_ID', path: ['dingtalk', 'clientId'], read: text },
    { name: 'DINGTALK_CLIENT_SECRET', path: ['dingtalk', 'clientSecret'], read: text },
    { name: 'DINGTALK_API_ROOT', path: ['dingtalk', 'apiRoot'], read: text },
    { name: 'DINGTALK_OAPI_ROOT', path: ['dingtalk', 'oapiRoot'], read: text },
    { name: 'DINGTALK_CARD_TEMPLATE_ID', path: ['dingtalk', 'cardTemplateId'], read: text },
  ],
  secretKeys: ['clientSecret'],
  secrets: (config) => secretsIn(config.dingtalk),
  open(config, { language, engine, clock, logger }) {
    const texts = createTranslator(locales, language, 'dingtalk')
    return accountsOf(config.dingtalk).map((account) => {
      const channel = createDingtalk({
        account,
        state: stateOf(engine, account.name),
        texts: (locale, key) => texts.text(locale, key),
        locale: config.locale,
        clock,
        logger,
      })
      return { channel }
    })
  },
  access(config, chat) {
    const account = accountsOf(config.dingtalk).find(({ name }) => name === chat.account)
    return account === undefined ? {} : accessOf(account, chat)
  },
  async probe(config) {
    const probes = accountsOf(config.dingtalk).map((account) => probeDingtalk(account, systemClock))
    return (await Promise.all(probes)).flat()
  },
}
