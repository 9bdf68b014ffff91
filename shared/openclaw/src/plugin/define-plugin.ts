import type { z } from 'zod'
import { registerCommands } from '../cli/register-commands.ts'
import { commonSchema } from '../config/common.ts'
import { accountIds, accountOf, DEFAULT_ACCOUNT } from '../config/sections.ts'
import { hostChannel } from '../gateway/routes.ts'
import { RunWatch } from '../gateway/run-watch.ts'
import type { HostApi } from '../host/api.ts'
import type {
  AccountContext,
  AccountSnapshot,
  ChannelPlugin,
  HostAccount,
  OutboundMessage,
} from '../host/channel-plugin.ts'
import type { HostConfig } from '../host/config.ts'
import { systemClock } from '../node/environment.ts'
import { type AccountNode, startAccountNode } from './account-node.ts'
import type { OpenChannel, PluginDefinition } from './definition.ts'

/** How long an account that is stopped waits for its running turns; the host itself waits longer before it stops it. */
const DRAIN_MS = 10_000

/** A plugin's entry, as the host loads it. */
export interface PluginEntry {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly channelPlugin: ChannelPlugin
  register(api: HostApi): void
}

/** Makes the entry of one channel of the suite. */
export function definePlugin<Schema extends z.ZodObject, Open extends OpenChannel>(
  definition: PluginDefinition<Schema, Open>,
): PluginEntry {
  const id = hostChannel(definition.channel)
  const nodes = new Map<string, AccountNode<Open>>()
  let api: HostApi | undefined
  const watch = new RunWatch(systemClock.now)

  const channelPlugin: ChannelPlugin = {
    id,
    meta: {
      id,
      label: definition.label,
      selectionLabel: definition.label,
      docsPath: `/channels/${id}`,
      blurb: definition.description,
      markdownCapable: true,
    },
    capabilities: { chatTypes: [...definition.chatTypes] },
    reload: { configPrefixes: [`channels.${id}`] },
    config: {
      listAccountIds: (cfg) => accountIds(cfg, id),
      defaultAccountId: (cfg) => accountIds(cfg, id)[0] ?? DEFAULT_ACCOUNT,
      resolveAccount: (cfg, accountId) => accountOf(cfg, id, accountId),
      inspectAccount: (cfg, accountId) => snapshotOf(accountOf(cfg, id, accountId), cfg),
      isEnabled: ({ enabled }) => enabled,
      isConfigured: (account, cfg) => reasonOf(account, cfg) === null,
      unconfiguredReason: (account, cfg) => reasonOf(account, cfg) ?? '',
      describeAccount: (account, cfg) => snapshotOf(account, cfg),
    },
    security: {
      resolveDmPolicy({ account }) {
        const common = commonSchema.safeParse(account.section).data
        return {
          policy: common?.dmPolicy ?? definition.dmPolicy,
          allowFrom: (common?.allowFrom ?? []).map(String),
          policyPath: `channels.${id}.dmPolicy`,
          allowFromPath: `channels.${id}.allowFrom`,
          approveHint: `openclaw pairing approve ${id} <code>`,
        }
      },
    },
    pairing: { idLabel: definition.idLabel },
    outbound: { deliveryMode: 'direct', sendText: send, sendPayload: send, sendMedia: send },
    gateway: { startAccount: runAccount },
  }

  /** The channel's own keys of a section; the others are common, and the host refuses those that nobody knows. */
  function ownKeys(section: HostAccount['section']): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(section).filter(([key]) => Object.hasOwn(definition.schema.shape, key)))
  }

  function reasonOf({ section }: HostAccount, cfg: HostConfig): string | null {
    const common = commonSchema.safeParse(section)
    const own = definition.schema.safeParse(ownKeys(section))
    const issue = common.error?.issues[0] ?? own.error?.issues[0]
    if (issue !== undefined) return `channels.${id}.${issue.path.join('.')}: ${issue.message}`
    return own.data === undefined ? null : definition.missing(own.data, cfg)
  }

  function snapshotOf(account: HostAccount, cfg: HostConfig): AccountSnapshot {
    const reason = reasonOf(account, cfg)
    const dmPolicy = commonSchema.safeParse(account.section).data?.dmPolicy ?? definition.dmPolicy
    return {
      accountId: account.accountId,
      enabled: account.enabled,
      configured: reason === null,
      dmPolicy,
      ...(reason === null ? {} : { stateReason: reason }),
    }
  }

  async function send(message: OutboundMessage): Promise<{ channel: string; messageId: string }> {
    const account = message.accountId ?? DEFAULT_ACCOUNT
    const node = nodes.get(account)
    if (node === undefined) throw new Error(`${id}: account ${account} is not running, so nothing can be sent`)
    return { channel: id, messageId: await node.send(message) }
  }

  /** The life of one account: it runs until the host ends it. */
  async function runAccount(context: AccountContext): Promise<void> {
    const { account, accountId, cfg, abortSignal } = context
    if (api === undefined) throw new Error(`${id}: the host has not registered this plugin`)
    const reason = reasonOf(account, cfg)
    if (reason !== null) throw new Error(reason)
    const status = (next: Partial<AccountSnapshot>): void =>
      context.setStatus({ ...context.getStatus(), accountId, ...next })
    status({ running: true, lifecycle: 'starting', lastStartAt: Date.now(), lastError: null })
    const node = await startAccountNode(definition, api, watch, accountId, {
      own: definition.schema.parse(ownKeys(account.section)),
      common: commonSchema.parse(account.section),
    })
    nodes.set(accountId, node)
    status({ lifecycle: 'ready', connected: true })
    const looking = setInterval(() => {
      const { state, detail } = node.open.channel.health()
      const well = state === 'ready' || state === 'starting'
      status({
        connected: state === 'ready',
        lifecycle: well ? 'ready' : 'recovering',
        lastError: well ? null : (detail ?? state),
      })
    }, HEALTH_EVERY_MS)
    looking.unref()
    try {
      await aborted(abortSignal)
    } finally {
      clearInterval(looking)
      nodes.delete(accountId)
      await node.stop(DRAIN_MS)
      status({ running: false, connected: false, lifecycle: 'stopped', lastStopAt: Date.now() })
    }
  }

  return {
    id,
    name: definition.label,
    description: definition.description,
    channelPlugin,
    register(given) {
      if (given.registrationMode === 'cli-metadata') {
        registerCommands(given, id)
        return
      }
      given.registerChannel(channelPlugin)
      if (given.registrationMode === 'discovery') registerCommands(given, id)
      if (given.registrationMode !== 'full') return
      api = given
      registerCommands(given, id)
      given.agent.events.registerAgentEventSubscription({
        id: `${id}-runs`,
        description: 'What running agents do, for the status messages in chats',
        handle: (event) => watch.take(event),
      })
      given.on('gateway_start', (_event, { abortSignal }) => {
        abortSignal?.addEventListener('abort', () => {
          for (const node of nodes.values()) node.bridge.drain()
        })
      })
      definition.register?.(given, { get: (account) => nodes.get(account)?.open })
    },
  }
}

/** How often an account's state on status pages is brought up to date. */
const HEALTH_EVERY_MS = 5_000

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
