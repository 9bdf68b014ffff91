import { accessOf, channelMemory, createTranslator } from '@holdline/bridge'
import { accountsOf, createFeishu, FeishuBudget, probeFeishu, secretsIn } from '@holdline/feishu'
import { locales } from '@holdline/locales'
import { text } from '../config/variables.ts'
import type { Platform } from './platform.ts'

/** Feishu and Lark bots. */
export const feishu: Platform = {
  name: 'feishu',
  variables: [
    { name: 'FEISHU_APP_ID', path: ['feishu', 'appId'], read: text },
    { name: 'FEISHU_APP_SECRET', path: ['feishu', 'appSecret'], read: text },
    { name: 'FEISHU_DOMAIN', path: ['feishu', 'domain'], read: text },
  ],
  secretKeys: ['appSecret', 'verificationToken', 'encryptKey', 'proxy'],
  secrets: (config) => secretsIn(config.feishu),
  open(config, { commands, language, engine, clock, logger }) {
    const texts = createTranslator(locales, language, 'feishu')
    const budget = new FeishuBudget(clock)
    return accountsOf(config.feishu).map((account) => {
      const channel = createFeishu({
        account,
        commands,
        texts: (locale, key) => texts.text(locale, key),
        memory: channelMemory(engine, `typing:feishu:${account.name}`),
        threads: channelMemory(engine, `threads:feishu:${account.name}`),
        budget,
        clock,
        logger,
      })
      return { channel, handleWebhook: (request, response) => channel.handleWebhook(request, response) }
    })
  },
  access(config, chat) {
    const account = accountsOf(config.feishu).find(({ name }) => name === chat.account)
    return account === undefined ? {} : accessOf(account, chat)
  },
  async probe(config) {
    return (await Promise.all(accountsOf(config.feishu).map((account) => probeFeishu(account)))).flat()
  },
}
