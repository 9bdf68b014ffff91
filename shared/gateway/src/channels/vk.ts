import { accessOf, channelMemory, createTranslator } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { accountsOf, createVk, probeVk, secretsIn } from '@holdline/vk'
import { text } from '../config/variables.ts'
import type { Platform } from './platform.ts'

/** VK communities. */
export const vk: Platform = {
  name: 'vk',
  variables: [
    { name: 'VK_GROUP_TOKEN', path: ['vk', 'groupToken'], read: text },
    { name: 'VK_GROUP_ID', path: ['vk', 'groupId'], read: text },
    { name: 'VK_API_ROOT', path: ['vk', 'apiRoot'], read: text },
  ],
  secretKeys: ['groupToken', 'callbackSecret'],
  secrets: (config) => secretsIn(config.vk),
  open(config, { commands, language, engine, clock, logger }) {
    const texts = createTranslator(locales, language, 'vk')
    return accountsOf(config.vk).map((account) => {
      const channel = createVk({
        account,
        commands,
        texts: (locale, key) => texts.text(locale, key),
        memory: channelMemory(engine, `poll:vk:${account.name}`),
        clock,
        logger,
      })
      return { channel, handleWebhook: (request, response) => channel.handleWebhook(request, response) }
    })
  },
  access(config, chat) {
    const account = accountsOf(config.vk).find(({ name }) => name === chat.account)
    return account === undefined ? {} : accessOf(account, chat)
  },
  async probe(config) {
    const probes = accountsOf(config.vk).map((account) => probeVk(account))
    return (await Promise.all(probes)).flat()
  },
}
