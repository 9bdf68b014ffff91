import { createTranslator } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { type OpenWebhook, type PluginDefinition, serveWebhooks } from '@holdline/openclaw'
import { z } from 'zod'
import { createTelegram } from './channel.ts'
import { telegramConfig } from './config.ts'
import { bundledAccountWith, fixOfConflict } from './openclaw-bundled.ts'
import { FOREIGN_KEYS } from './openclaw-foreign-keys.ts'
import { OTHER_POLLER, probeTelegram } from './probe.ts'

const { botToken, apiRoot, proxy, mediaMaxMb, webhookUrl, webhookSecret } = telegramConfig.shape

/** Where the gateway takes webhook calls, on its own port. */
const MOUNT = '/holdline-telegram/'

/** The channel's own keys; who may write is the host's to say, with keys that all channels of the suite have. */
const schema = z.strictObject({
  botToken,
  apiRoot,
  proxy,
  webhookUrl,
  webhookSecret,
  streaming: z
    .union([z.boolean(), z.looseObject({ mode: z.enum(['off', 'partial', 'block', 'progress']).optional() })])
    .optional()
    .describe(
      'Show answers in direct chats while they are written; true or an object with a mode other than off. Default true.',
    ),
  mediaMaxMb,
})

/** Telegram as a plugin: by long polling, or by webhook on the gateway's own port. */
export const telegramPlugin: PluginDefinition<typeof schema, OpenWebhook> = {
  channel: 'telegram',
  label: 'Holdline Telegram',
  description: 'A Telegram bot that always says what the agent is doing.',
  chatTypes: ['direct', 'group'],
  idLabel: 'Telegram user id',
  dmPolicy: 'pairing',
  buttons: true,
  schema,
  secrets: ['botToken', 'webhookSecret'],
  // Not TELEGRAM_BOT_TOKEN: with that in its environment the host's bundled channel begins to receive by itself.
  env: { botToken: 'HOLDLINE_TELEGRAM_BOT_TOKEN' },
  setupHelp: ['In Telegram, write /newbot to @BotFather; it answers with the token.'],
  identity: 'botToken',
  foreignKeys: FOREIGN_KEYS,
  missing(config, hostConfig) {
    const key = (name: string, problem: string): string => `channels.holdline-telegram.${name}: ${problem}`
    if (config.botToken === undefined) return key('botToken', 'required; @BotFather gives one')
    // Telegram gives every message to only one of two who ask, and answers the other with 409.
    const bundled = bundledAccountWith(config.botToken, hostConfig)
    if (bundled !== null)
      return key('botToken', `is also that of ${bundled}; switch that channel off, or use another bot`)
    if (config.webhookUrl === undefined) return null
    if (config.webhookSecret === undefined)
      return key('webhookSecret', 'required with webhookUrl; for example the output of: openssl rand -hex 24')
    return new URL(config.webhookUrl).pathname.startsWith(MOUNT)
      ? null
      : key('webhookUrl', `its path must begin with ${MOUNT}, which is what the gateway serves on its own port`)
  },
  async probe({ name, config, hostConfig }, running) {
    const { botToken = '', ...rest } = config
    const findings = await probeTelegram({ ...rest, streaming: streams(config), botToken, name }, running)
    return findings.map(({ ok, message, fix }) => {
      if (fix === undefined) return { ok, message }
      return { ok, message, fix: message === OTHER_POLLER ? fixOfConflict(hostConfig) : ownKeys(fix) }
    })
  },
  fixOf: (problem, hostConfig) => (problem.includes('(409)') ? fixOfConflict(hostConfig) : undefined),
  open({ account, config, language, commands, clock, logger }) {
    const texts = createTranslator(locales, language, 'telegram')
    const { botToken = '', ...rest } = config
    return {
      mode: config.webhookUrl === undefined ? 'polling' : 'webhook',
      channel: createTelegram({
        account: { ...rest, streaming: streams(config), botToken, name: account },
        commands,
        texts: (locale, key) => texts.text(locale, key),
        locale: language,
        clock,
        logger,
      }),
    }
  },
  register: serveWebhooks(MOUNT),
}

/** The bundled channel's form of the key has more to say, of which only on and off mean something here. */
function streams({ streaming = true }: z.output<typeof schema>): boolean {
  return typeof streaming === 'boolean' ? streaming : streaming.mode !== 'off'
}

/** The fixes of the embedded gateway name its variables. */
function ownKeys(fix: string): string {
  return fix
    .replace('TELEGRAM_BOT_TOKEN', 'channels.holdline-telegram.botToken')
    .replace('TELEGRAM_API_ROOT', 'channels.holdline-telegram.apiRoot')
    .replaceAll(/(?<![-.\w])telegram\./g, 'channels.holdline-telegram.')
}
