import { type Clock, channelMemory, createTranslator } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { type OpenWebhook, type PluginDefinition, serveWebhooks } from '@holdline/openclaw'
import { z } from 'zod'
import { Budget } from './budget.ts'
import { createFeishu } from './channel.ts'
import { feishuConfig } from './config.ts'
import { bundledAccountWith } from './openclaw-bundled.ts'
import { probeFeishu } from './probe.ts'

const { appId, appSecret, domain, proxy, connectionMode, verificationToken, encryptKey, webhookPath, mediaMaxMb } =
  feishuConfig.shape

/** Where the gateway takes webhook calls, on its own port. */
const MOUNT = '/holdline-feishu/'

/** The channel's own keys; who may write is the host's to say, with keys that all channels of the suite have. */
const schema = z.strictObject({
  appId,
  appSecret,
  domain,
  proxy,
  connectionMode,
  verificationToken,
  encryptKey,
  webhookPath: webhookPath.describe(
    `Where webhook calls come, on the gateway’s port; the default is ${MOUNT}<account>.`,
  ),
  mediaMaxMb,
})

/** The host opens each account by itself, and the bots of a group share its limit: all that go by one clock share one. */
const budgets = new WeakMap<Clock, Budget>()

function budgetBy(clock: Clock): Budget {
  const budget = budgets.get(clock) ?? new Budget(clock)
  budgets.set(clock, budget)
  return budget
}

/** Feishu and Lark as a plugin: by a long connection, or by webhook on the gateway's own port. */
export const feishuPlugin: PluginDefinition<typeof schema, OpenWebhook> = {
  channel: 'feishu',
  label: 'Holdline Feishu',
  description: 'A Feishu or Lark bot that always says what the agent is doing.',
  chatTypes: ['direct', 'group'],
  buttons: true,
  idLabel: 'Feishu open id',
  dmPolicy: 'pairing',
  schema,
  secrets: ['appSecret', 'verificationToken', 'encryptKey'],
  // Not FEISHU_APP_SECRET: the host's bundled channel may take the same app by it.
  env: { appSecret: 'HOLDLINE_FEISHU_APP_SECRET' },
  setupHelp: [
    'In the developer console (open.feishu.cn/app or open.larksuite.com/app) create a custom app, turn on its bot,',
    'grant the permissions of the README, choose the long connection for events and for callbacks, and publish it.',
    'App ID and App Secret are under Credentials & Basic Info.',
  ],
  identity: 'appId',
  missing(config, hostConfig) {
    const key = (name: string, problem: string): string => `channels.holdline-feishu.${name}: ${problem}`
    const where = 'it is under Credentials & Basic Info in the developer console'
    if (config.appId === undefined) return key('appId', `required; ${where}`)
    if (config.appSecret === undefined) return key('appSecret', `required; ${where}`)
    // The platform gives every event to only one of an app's connections, by chance.
    const bundled = bundledAccountWith(config.appId, hostConfig)
    if (bundled !== null) return key('appId', `is also that of ${bundled}; switch that channel off, or use another app`)
    if (config.connectionMode !== 'webhook') return null
    if (config.verificationToken === undefined)
      return key('verificationToken', 'required for a webhook; it is under Events & Callbacks → Encryption Strategy')
    if (config.encryptKey === undefined)
      return key('encryptKey', 'required for a webhook; it is under Events & Callbacks → Encryption Strategy')
    return config.webhookPath === undefined || config.webhookPath.startsWith(MOUNT)
      ? null
      : key('webhookPath', `must begin with ${MOUNT}, which is what the gateway serves on its own port`)
  },
  async probe({ name, config }) {
    const findings = await probeFeishu(accountOf(name, config))
    return findings.map(({ ok, message, fix }) => ({
      ok,
      message,
      ...(fix === undefined ? {} : { fix: ownKeys(fix) }),
    }))
  },
  open({ account, config, language, engine, commands, clock, logger }) {
    const texts = createTranslator(locales, language, 'feishu')
    return {
      mode: config.connectionMode === 'webhook' ? 'webhook' : 'polling',
      channel: createFeishu({
        account: accountOf(account, config),
        commands,
        texts: (locale, key) => texts.text(locale, key),
        memory: channelMemory(engine, `typing:feishu:${account}`),
        threads: channelMemory(engine, `threads:feishu:${account}`),
        budget: budgetBy(clock),
        clock,
        logger,
      }),
    }
  },
  register: serveWebhooks(MOUNT),
}

function accountOf(name: string, { appId = '', appSecret = '', ...rest }: z.output<typeof schema>) {
  return { webhookPath: MOUNT + name, ...rest, appId, appSecret, name }
}

/** The fixes of the embedded gateway name its variables. */
function ownKeys(fix: string): string {
  return fix
    .replace('FEISHU_APP_ID', 'channels.holdline-feishu.appId')
    .replace('FEISHU_APP_SECRET', 'appSecret')
    .replace('FEISHU_DOMAIN', 'domain')
}
