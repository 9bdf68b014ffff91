import type { ChannelHealth } from '@holdline/bridge'
import type { z } from 'zod'
import { registerCommands } from '../cli/register-commands.ts'
import { type CommonConfig, commonSchema } from '../config/common.ts'
import { editAccount, removeAccount } from '../config/edit.ts'
import { accountIds, accountOf, defaultAccount, recordOf } from '../config/sections.ts'
import { RunWatch } from '../gateway/run-watch.ts'
import type { HostApi } from '../host/api.ts'
import type {
  AccountContext,
  AccountSnapshot,
  ChannelPlugin,
  HostAccount,
  OutboundMessage,
  PresentationCapabilities,
} from '../host/channel-plugin.ts'
import type { HostConfig } from '../host/config.ts'
import { hostProblem } from '../host/host-version.ts'
import { systemClock } from '../node/environment.ts'
import { loggerOf } from '../node/host-logger.ts'
import { gatewayRuns, openFiles } from '../node/store.ts'
import { type AccountNode, startAccountNode } from './account-node.ts'
import { Accounts } from './accounts.ts'
import type { OpenAccounts, OpenChannel, PluginDefinition } from './definition.ts'
import { doctorOf } from './doctor.ts'
import { probeAccount } from './probe.ts'
import { SafeMode } from './safe-mode.ts'
import { setupOf } from './setup.ts'
import { hostStateDir } from './state-dir.ts'
import { statusOf } from './status.ts'

/** How long an account that is stopped waits for its running turns; the host itself waits longer before it stops it. */
const DRAIN_MS = 10_000

/** A plugin's entry, as the host loads it. */
export interface PluginEntry {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly channelPlugin: ChannelPlugin
  /** The same without what runs: for commands of the host that only look at accounts or write their configuration. */
  readonly setupPlugin: SetupPlugin
  /** The keys of the configuration that may be references to secrets. */
  readonly secretKeys: readonly string[]
  register(api: HostApi): void
}

/** A channel as the host's commands need it beside, or before, a running gateway. */
export type SetupPlugin = Omit<ChannelPlugin, 'gateway' | 'outbound'>

/** Makes the entry of one channel of the suite. */
export function definePlugin<Schema extends z.ZodObject, Open extends OpenChannel>(
  definition: PluginDefinition<Schema, Open>,
): PluginEntry {
  const accounts = new Accounts(definition)
  const { id } = accounts
  const nodes = new Map<string, AccountNode<Open>>()
  let api: HostApi | undefined
  /** The host as its commands see it, which load the plugin to look at it, and may send all the same. */
  let commands: HostApi | undefined
  let safeMode: SafeMode<AccountNode<Open>> | undefined
  const watch = new RunWatch(systemClock.now)

  const config = (): HostConfig => api?.runtime.config.current() ?? {}
  const setupPlugin: SetupPlugin = {
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
      defaultAccountId: (cfg) => defaultAccount(cfg, id),
      resolveAccount: (cfg, accountId) => accountOf(cfg, id, accountId),
      inspectAccount: (cfg, accountId) => accounts.snapshot(accountOf(cfg, id, accountId), cfg),
      isEnabled: ({ enabled }) => enabled,
      isConfigured: (account, cfg) => accounts.problem(account, cfg) === null,
      unconfiguredReason: (account, cfg) => accounts.problem(account, cfg) ?? '',
      describeAccount: (account, cfg) => accounts.snapshot(account, cfg),
      resolveAllowFrom: ({ cfg, accountId }) => [...(commonOf(cfg, accountId)?.allowFrom ?? [])],
      resolveDefaultTo: ({ cfg, accountId }) => {
        const to = commonOf(cfg, accountId)?.defaultTo
        return to === undefined ? undefined : String(to)
      },
      setAccountEnabled: ({ cfg, accountId, enabled }) =>
        editAccount(cfg, id, accountId, (section) => ({ ...section, enabled })),
      deleteAccount: ({ cfg, accountId }) => removeAccount(cfg, id, accountId),
    },
    security: {
      resolveDmPolicy({ account }) {
        const common = commonSchema.safeParse(account.section).data
        const at = `channels.${id}.${account.named ? `accounts.${account.accountId}.` : ''}`
        return {
          policy: common?.dmPolicy ?? definition.dmPolicy,
          allowFrom: (common?.allowFrom ?? []).map(String),
          policyPath: `${at}dmPolicy`,
          allowFromPath: at,
          approveHint: `openclaw pairing approve ${id} <code>`,
        }
      },
    },
    pairing: { idLabel: definition.idLabel },
    // There is no directory to look people up in: a target is the id of a chat, as `direct:<id>` or `group:<id>`.
    messaging: { targetResolver: { hint: `<${definition.idLabel}>`, looksLikeId: (raw) => /^\S+$/.test(raw) } },
    status: statusOf(
      accounts,
      definition,
      (account, cfg, timeoutMs) =>
        probeAccount(accounts, definition, account, cfg, { running: nodes.has(account), timeoutMs }),
      config,
    ),
    doctor: doctorOf(accounts, definition, () => hostStateDir(api)),
    ...setupOf(accounts, definition),
  }
  const channelPlugin: ChannelPlugin = {
    ...setupPlugin,
    outbound: {
      deliveryMode: 'direct',
      resolvePresentationCapabilities: ({ accountId }) => presentationOf(accountId),
      renderPresentation: ({ payload, presentation }) => ({
        ...payload,
        channelData: { ...recordOf(Reflect.get(payload, 'channelData')), [id]: { presentation } },
      }),
      sendText: send,
      sendPayload: send,
      sendMedia: send,
    },
    gateway: { startAccount: runAccount },
  }

  function commonOf(cfg: HostConfig, accountId: string | null | undefined): CommonConfig | undefined {
    return commonSchema.safeParse(accountOf(cfg, id, accountId).section).data
  }

  /** What the account's channel shows of cards; where it has no buttons, the host puts all into words itself. */
  function presentationOf(accountId: string | null | undefined): PresentationCapabilities {
    const node = nodes.get(accountId ?? defaultAccount(config(), id))
    if ((node?.open.channel.capabilities.buttons ?? definition.buttons) !== true) return { supported: false }
    return { supported: true, buttons: true, selects: true, context: true, divider: true, limits: BUTTON_LIMITS }
  }

  async function send(message: OutboundMessage): Promise<{ channel: string; messageId: string }> {
    const account = message.accountId ?? defaultAccount(config(), id)
    const node = nodes.get(account) ?? (await safeMode?.soon(account))
    if (node === undefined || node === null) return { channel: id, messageId: await sendBeside(account, message) }
    return { channel: id, messageId: await node.send(message) }
  }

  /** A command of the host beside the running gateway, such as `openclaw message send`: the gateway delivers it. */
  async function sendBeside(name: string, message: OutboundMessage): Promise<string> {
    const cfg = message.cfg ?? config()
    const account = accountOf(cfg, id, name)
    const obstacle = accounts.obstacle(account, cfg)
    if (commands === undefined || obstacle !== null || !gatewayRuns(hostStateDir(commands)))
      throw new Error(
        `${id}: account ${name} is not running, so nothing can be sent${obstacle === null ? '' : ` (${obstacle})`}`,
      )
    const configs = { own: accounts.own(account), common: commonSchema.parse(account.section) }
    const node = await startAccountNode(definition, commands, watch, name, configs, { runs: false })
    // The node's own timers keep no process alive, and this one has nothing else to do.
    const alive = setInterval(() => {}, HEALTH_EVERY_MS)
    try {
      return await node.send(message)
    } finally {
      clearInterval(alive)
      await node.stop(0)
    }
  }

  function safeModeOf(host: HostApi): SafeMode<AccountNode<Open>> {
    const runs = (account: HostAccount): boolean => account.enabled && accounts.obstacle(account, config()) === null
    return new SafeMode({
      channelId: id,
      accounts: () =>
        accounts
          .of(config())
          .filter(runs)
          .map(({ accountId }) => accountId),
      start: (accountId) => {
        const account = accountOf(config(), id, accountId)
        const configs = { own: accounts.own(account), common: commonSchema.parse(account.section) }
        return startAccountNode(definition, host, watch, accountId, configs, { receives: false })
      },
      logger: loggerOf(host.logger),
    })
  }

  /** The life of one account: it runs until the host ends it. */
  async function runAccount(context: AccountContext): Promise<void> {
    const { account, accountId, cfg, abortSignal } = context
    if (api === undefined) throw new Error(`${id}: the host has not registered this plugin`)
    const obstacle = accounts.obstacle(account, cfg)
    if (obstacle !== null) throw new Error(obstacle)
    const status = (next: Partial<AccountSnapshot>): void =>
      context.setStatus({ ...context.getStatus(), accountId, ...next })
    status({ running: true, lifecycle: 'starting', lastStartAt: Date.now(), lastError: null })
    await safeMode?.handOver(accountId)
    const node = await startAccountNode(definition, api, watch, accountId, {
      own: accounts.own(account),
      common: commonSchema.parse(account.section),
    })
    nodes.set(accountId, node)
    const { mode } = node.open
    const look = (): void =>
      status({ ...healthFacts(node.open.channel.health()), ...(mode === undefined ? {} : { mode }) })
    look()
    const looking = setInterval(look, HEALTH_EVERY_MS)
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
    setupPlugin,
    secretKeys: accounts.secrets,
    register(given) {
      if (given.registrationMode === 'cli-metadata') {
        registerCommands(given, id)
        return
      }
      const problem = hostProblem(given.runtime.version)
      if (problem !== null) throw new Error(problem)
      given.registerChannel(channelPlugin)
      commands = given
      if (given.registrationMode === 'discovery') registerCommands(given, id)
      if (given.registrationMode !== 'full') return
      api = given
      registerCommands(given, id)
      given.agent.events.registerAgentEventSubscription({
        id: `${id}-runs`,
        description: 'What running agents do, for the status messages in chats',
        handle: (event) => watch.take(event),
      })
      const safe = safeModeOf(given)
      safeMode = safe
      given.lifecycle?.onDispose?.(() => void safe.end())
      given.on('gateway_stop', () => void safe.end())
      given.on('gateway_start', (_event, { abortSignal }) => {
        safe.begin()
        abortSignal?.addEventListener('abort', () => {
          for (const node of nodes.values()) node.bridge.drain()
        })
      })
      const running: OpenAccounts<Open> = {
        get: (account) => (nodes.get(account) ?? safeMode?.get(account))?.open,
        all: () => [...nodes.values()].map(({ open }) => open),
      }
      definition.register?.(given, running, openFiles(hostStateDir(given)))
    },
  }
}

/** More buttons than these are no choice any more; the host drops those that matter least. */
const BUTTON_LIMITS = { actions: { maxActions: 24, maxLabelLength: 60, supportsStyles: true, supportsDisabled: false } }

/** How often an account's state on status pages is brought up to date. */
const HEALTH_EVERY_MS = 5_000

/** What a channel says of itself, as the host shows it. What does not pass by itself is `blocked`. */
function healthFacts({ state, detail }: ChannelHealth): Partial<AccountSnapshot> {
  const well = state === 'ready' || state === 'starting'
  return {
    connected: state === 'ready',
    lifecycle: LIFECYCLE[state],
    lastError: well ? null : (detail ?? state),
  }
}

const LIFECYCLE = {
  starting: 'starting',
  ready: 'ready',
  degraded: 'recovering',
  failed: 'blocked',
  stopped: 'stopped',
} as const satisfies Record<ChannelHealth['state'], AccountSnapshot['lifecycle']>

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
