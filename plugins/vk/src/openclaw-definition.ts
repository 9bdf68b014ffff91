import { channelMemory, createTranslator } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { type OpenWebhook, type PluginDefinition, serveWebhooks } from '@holdline/openclaw'
import { z } from 'zod'
import { createVk } from './channel.ts'
import { vkConfig } from './config.ts'
import { probeVk } from './probe.ts'

const { groupToken, groupId, apiRoot, mediaMaxMb, callbackUrl, callbackSecret } = vkConfig.shape

/** Where the gateway takes calls of the Callback API, on its own port. */
const MOUNT = '/holdline-vk/'

/** The channel's own keys; who may write is the host's to say, with keys that all channels of the suite have. */
const schema = z.strictObject({ groupToken, groupId, apiRoot, callbackUrl, callbackSecret, mediaMaxMb })

/** VK as a plugin: by long polling, or by Callback API on the gateway's own port. */
export const vkPlugin: PluginDefinition<typeof schema, OpenWebhook> = {
  channel: 'vk',
  label: 'Holdline VK',
  description: 'A VK community that always says what the agent is doing.',
  chatTypes: ['direct', 'group'],
  buttons: true,
  idLabel: 'VK user id',
  dmPolicy: 'pairing',
  schema,
  secrets: ['groupToken', 'callbackSecret'],
  env: { groupToken: 'VK_GROUP_TOKEN' },
  setupHelp: [
    'In VK, open your community → Manage → API usage → Access tokens → Create token,',
    'with the rights to messages, community management and files.',
  ],
  identity: 'groupToken',
  missing(config) {
    const key = (name: string, problem: string): string => `channels.holdline-vk.${name}: ${problem}`
    if (config.groupToken === undefined)
      return key('groupToken', 'required; Manage → API usage → Access tokens in the settings of the community')
    if (config.callbackUrl === undefined) return null
    if (config.groupId === undefined) return key('groupId', 'required with callbackUrl: the number of the community')
    if (config.callbackSecret === undefined)
      return key('callbackSecret', 'required with callbackUrl; for example the output of: openssl rand -hex 24')
    return new URL(config.callbackUrl).pathname.startsWith(MOUNT)
      ? null
      : key('callbackUrl', `its path must begin with ${MOUNT}, which is what the gateway serves on its own port`)
  },
  async probe({ name, config }) {
    const { groupToken = '', ...rest } = config
    const findings = await probeVk({ ...rest, groupToken, name })
    return findings.map(({ ok, message, fix }) => ({
      ok,
      message: ownKeys(message),
      ...(fix === undefined ? {} : { fix: ownKeys(fix) }),
    }))
  },
  open({ account, config, language, engine, commands, clock, logger }) {
    const texts = createTranslator(locales, language, 'vk')
    const { groupToken = '', ...rest } = config
    return {
      mode: config.callbackUrl === undefined ? 'polling' : 'webhook',
      channel: createVk({
        account: { ...rest, groupToken, name: account },
        commands,
        texts: (locale, key) => texts.text(locale, key),
        memory: channelMemory(engine, `poll:vk:${account}`),
        clock,
        logger,
      }),
    }
  },
  register: serveWebhooks(MOUNT),
}

/** What the embedded gateway says names its variables. */
function ownKeys(text: string): string {
  return text
    .replaceAll('VK_GROUP_TOKEN', 'channels.holdline-vk.groupToken')
    .replaceAll('VK_GROUP_ID', 'channels.holdline-vk.groupId')
    .replaceAll('VK_API_ROOT', 'channels.holdline-vk.apiRoot')
    .replaceAll(/(?<![-.\w])vk\.(?=callback|group)/g, 'channels.holdline-vk.')
}
