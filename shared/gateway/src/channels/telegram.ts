import { accessOf, createTranslator } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { accountsOf, createTelegram, probeTelegram, secretsIn } from '@holdline/telegram'
import { text } from '../config/variables.ts'
import type { Platform } from './platform.ts'

/** Telegram bots. */
export const telegram: Platform = {
  name: 'telegram',
  variables: [
    { name: 'TELEGRAM_BOT_TOKEN', path: ['telegram', 'botToken'], read: text },
    { name: 'TELEGRAM_API_ROOT', path: ['telegram', 'apiRoot'], read: text },
  ],
  secretKeys: ['botToken', 'webhookSecret', 'proxy'],
  secrets: (config) => secretsIn(config.telegram),
  open(config, { commands, language, clock, logger }) {
    const texts = createTranslator(locales, language, 'telegram')
    return accountsOf(config.telegram).map((account) => {
      const channel = createTelegram({
        account,
        commands,
        texts: (locale, key) => texts.text(locale, key),
        locale: config.locale,
        clock,
        logger,
      })
      return { channel, handleWebhook: (request, response) => channel.handleWebhook(request, response) }
    })
  },
  access(config, chat) {
    const account = accountsOf(config.telegram).find(({ name }) => name === chat.account)
    return account === undefined ? {} : accessOf(account, chat)
  },
  async probe(config, running) {
    const probes = accountsOf(config.telegram).map((account) => probeTelegram(account, running))
    return (await Promise.all(probes)).flat()
  },
}
