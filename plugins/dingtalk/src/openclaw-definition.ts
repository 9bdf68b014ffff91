import { createTranslator } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import type { OpenChannel, PluginDefinition } from '@holdline/openclaw'
import { z } from 'zod'
import { createDingtalk } from './channel.ts'
import { stateOf } from './channel-state.ts'
import { dingtalkConfig } from './config.ts'
import { connectorWith } from './openclaw-connectors.ts'
import { probeDingtalk } from './probe.ts'

const { clientId, clientSecret, robotCode, apiRoot, oapiRoot, cards, cardTemplateId, cardButtons, mediaMaxMb } =
  dingtalkConfig.shape

/** The channel's own keys; who may write is the host's to say, with keys that all channels of the suite have. */
const schema = z.strictObject({
  clientId,
  clientSecret,
  robotCode,
  apiRoot,
  oapiRoot,
  cards,
  cardTemplateId,
  cardButtons,
  mediaMaxMb,
})

/** DingTalk as a plugin. It receives by Stream mode: the gateway needs no public address. */
export const dingtalkPlugin: PluginDefinition<typeof schema, OpenChannel> = {
  channel: 'dingtalk',
  label: 'Holdline DingTalk',
  description: 'A DingTalk robot that always says what the agent is doing.',
  chatTypes: ['direct', 'group'],
  buttons: true,
  idLabel: 'DingTalk staff id',
  dmPolicy: 'pairing',
  schema,
  secrets: ['clientSecret'],
  env: { clientSecret: 'DINGTALK_CLIENT_SECRET' },
  setupHelp: [
    'In the DingTalk developer console, make an internal app, add a robot to it, choose Stream mode, and publish a version.',
    'The Client ID and the Client Secret are on the app’s “Credentials” page.',
  ],
  identity: 'clientId',
  missing(config, hostConfig) {
    const key = (name: string, problem: string): string => `channels.holdline-dingtalk.${name}: ${problem}`
    if (config.clientId === undefined) return key('clientId', 'required; the “Credentials” page of the app has it')
    if (config.clientSecret === undefined) return key('clientSecret', 'required; it is beside the Client ID')
    // DingTalk gives every message to only one of an app's connections, by chance.
    const other = connectorWith(config.clientId, hostConfig)
    return other === null ? null : key('clientId', `is also ${other}; disable that channel, or use another app`)
  },
  async probe({ name, config }) {
    const { clientId = '', clientSecret = '', ...rest } = config
    const clock = { now: () => Date.now(), after: () => () => {} }
    const findings = await probeDingtalk({ ...rest, clientId, clientSecret, name }, clock)
    return findings.map(({ ok, message, fix }) => ({
      ok,
      message: ownKeys(message),
      ...(fix === undefined ? {} : { fix: ownKeys(fix) }),
    }))
  },
  open({ account, config, language, engine, clock, logger }) {
    const texts = createTranslator(locales, language, 'dingtalk')
    const { clientId = '', clientSecret = '', ...rest } = config
    return {
      channel: createDingtalk({
        account: { ...rest, clientId, clientSecret, name: account },
        state: stateOf(engine, account),
        texts: (locale, key) => texts.text(locale, key),
        locale: language,
        clock,
        logger,
      }),
    }
  },
}

/** What the embedded gateway says names its variables. */
function ownKeys(text: string): string {
  return text
    .replaceAll('DINGTALK_CLIENT_ID', 'channels.holdline-dingtalk.clientId')
    .replaceAll('DINGTALK_CLIENT_SECRET', 'channels.holdline-dingtalk.clientSecret')
    .replaceAll('DINGTALK_API_ROOT', 'channels.holdline-dingtalk.apiRoot')
}
