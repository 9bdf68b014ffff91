import { createTranslator } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import type { OpenChannel, PluginDefinition } from '@holdline/openclaw'
import { z } from 'zod'
import { createTelegram } from './channel.ts'
import { telegramConfig } from './config.ts'

const { botToken, apiRoot, proxy, streaming, mediaMaxMb } = telegramConfig.shape

/** The channel's own keys; who may write is the host's to say, with keys that all channels of the suite have. */
const schema = z.strictObject({ botToken, apiRoot, proxy, streaming, mediaMaxMb })

/** Telegram as a plugin. It receives by long polling: the gateway needs no public address. */
export const telegramPlugin: PluginDefinition<typeof schema, OpenChannel> = {
  channel: 'telegram',
  label: 'Holdline Telegram',
  description: 'A Telegram bot that always says what the agent is doing.',
  chatTypes: ['direct', 'group'],
  idLabel: 'Telegram user id',
  dmPolicy: 'pairing',
  schema,
  missing(config, hostConfig) {
    if (config.botToken === undefined) return 'channels.holdline-telegram.botToken: required; @BotFather gives one'
    // Telegram gives every message to only one of two pollers, and answers the other with 409.
    return bundledToken(hostConfig) === config.botToken
      ? 'channels.holdline-telegram.botToken: is also channels.telegram.botToken; disable that channel, or use another bot'
      : null
  },
  open({ account, config, language, commands, clock, logger }) {
    const texts = createTranslator(locales, language, 'telegram')
    const { botToken = '', ...rest } = config
    return {
      channel: createTelegram({
        account: { ...rest, botToken, name: account },
        commands,
        texts: (locale, key) => texts.text(locale, key),
        locale: language,
        clock,
        logger,
      }),
    }
  },
}

/** The token of the host's bundled channel, while that is on. */
function bundledToken(hostConfig: unknown): string | undefined {
  const bundled = z
    .object({ channels: z.object({ telegram: z.object({ enabled: z.boolean().optional(), botToken: z.string() }) }) })
    .safeParse(hostConfig)
  const { enabled = true, botToken } = bundled.data?.channels.telegram ?? {}
  return enabled ? botToken : undefined
}
