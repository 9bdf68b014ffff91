import type { z } from 'zod'
import { commonSchema } from '../config/common.ts'
import { isReference, referenceWords, secretKeysOf, secretState } from '../config/secrets.ts'
import { accountIds, accountOf, recordOf } from '../config/sections.ts'
import { hostChannel } from '../gateway/routes.ts'
import type { AccountSnapshot, HostAccount } from '../host/channel-plugin.ts'
import type { HostConfig } from '../host/config.ts'
import type { OpenChannel, PluginDefinition } from './definition.ts'

/** What is known of a channel's accounts from the configuration alone. Nothing here repeats a secret. */
export class Accounts<Schema extends z.ZodObject, Open extends OpenChannel> {
  readonly id: string
  readonly secrets: readonly string[]
  readonly #definition: PluginDefinition<Schema, Open>

  constructor(definition: PluginDefinition<Schema, Open>) {
    this.id = hostChannel(definition.channel)
    this.secrets = secretKeysOf(definition.schema, definition.secrets)
    this.#definition = definition
  }

  /** All accounts, those that are off as well. */
  of(cfg: HostConfig): HostAccount[] {
    return accountIds(cfg, this.id).map((account) => accountOf(cfg, this.id, account))
  }

  /** The channel's own keys of an account, checked. @throws {Error} that names the key and the fix */
  own({ section }: HostAccount): z.output<Schema> {
    return this.#definition.schema.parse(this.#ownKeys(section))
  }

  /**
   * Why an account cannot run, as `channels.<id>.<key>: <problem>`; `null` when it can. A secret that is a reference
   * counts as set: only the gateway resolves it.
   */
  problem(account: HostAccount, cfg: HostConfig): string | null {
    const { section } = account
    const refused = Object.entries(this.#definition.foreignKeys ?? {}).find(
      ([key, { taken }]) => taken === 'refused' && section[key] !== undefined,
    )
    if (refused !== undefined) return this.#path(account, refused[0], refused[1].why)
    const references = new Set(this.secrets.filter((key) => isReference(section[key])))
    const common = commonSchema.safeParse(section)
    const own = this.#definition.schema.safeParse(this.#ownKeys(section))
    const issues = [...(common.error?.issues ?? []), ...(own.error?.issues ?? [])]
    const issue = issues.find(({ path: [key] }) => typeof key !== 'string' || !references.has(key))
    if (issue !== undefined) return this.#path(account, issue.path.join('.'), issue.message)
    const twin = this.#twin(account, cfg)
    if (twin !== null) return twin
    return own.data === undefined ? null : this.#definition.missing(own.data, cfg, account.accountId)
  }

  /** Why an account cannot start: the same, and a secret that is still a reference. */
  obstacle(account: HostAccount, cfg: HostConfig): string | null {
    const unresolved = this.secrets.find((key) => isReference(account.section[key]))
    if (unresolved === undefined) return this.problem(account, cfg)
    const where = referenceWords(account.section[unresolved])
    return this.#path(
      account,
      unresolved,
      `its secret reference (${where}) has no value; openclaw secrets audit says why`,
    )
  }

  /** Keys of the host's bundled channel that are accepted here and have no effect. */
  ignored({ section }: HostAccount): readonly string[] {
    return Object.entries(this.#definition.foreignKeys ?? {})
      .filter(([key, { taken }]) => taken === 'ignored' && section[key] !== undefined)
      .map(([key, { why }]) => `channels.${this.id}.${key} has no effect here: ${why}`)
  }

  /** An account for status pages. */
  snapshot(account: HostAccount, cfg: HostConfig): AccountSnapshot {
    const problem = this.problem(account, cfg)
    const common = commonSchema.safeParse(account.section).data
    return {
      accountId: account.accountId,
      ...(common?.name === undefined ? {} : { name: common.name }),
      enabled: account.enabled,
      configured: problem === null,
      dmPolicy: common?.dmPolicy ?? this.#definition.dmPolicy,
      allowFrom: (common?.allowFrom ?? []).map(String),
      ...this.#tokenFacts(account),
      ...(problem === null ? {} : { stateReason: problem }),
    }
  }

  /** Where the main secret comes from, and whether it can be used here; nothing where none is set and none is needed. */
  #tokenFacts({ section }: HostAccount): Pick<AccountSnapshot, 'tokenSource' | 'tokenStatus'> {
    const [main] = this.secrets
    if (main === undefined) return {}
    const state = secretState(section[main])
    if (state === 'missing') return {}
    return state === 'unresolved'
      ? { tokenSource: sourceOf(section[main]), tokenStatus: 'configured_unavailable' }
      : { tokenSource: 'config', tokenStatus: 'available' }
  }

  /** Two accounts with the same key would take each other's messages. */
  #twin(account: HostAccount, cfg: HostConfig): string | null {
    const { identity } = this.#definition
    if (identity === undefined || !account.enabled) return null
    const mine = account.section[identity]
    if (mine === undefined) return null
    for (const other of this.of(cfg)) {
      if (other.accountId === account.accountId) return null
      if (other.enabled && isSame(other.section[identity], mine))
        return this.#path(
          account,
          identity,
          `is also that of the account ${other.accountId}; each needs one of its own`,
        )
    }
    return null
  }

  #ownKeys(section: HostAccount['section']): Readonly<Record<string, unknown>> {
    const { shape } = this.#definition.schema
    return Object.fromEntries(Object.entries(section).filter(([key]) => Object.hasOwn(shape, key)))
  }

  #path({ named, accountId }: HostAccount, key: string, problem: string): string {
    return `channels.${this.id}.${named ? `accounts.${accountId}.` : ''}${key}: ${problem}`
  }
}

function sourceOf(value: unknown): string {
  const { source } = recordOf(value)
  return typeof source === 'string' ? source : 'env'
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
