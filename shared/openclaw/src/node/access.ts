import type { Inbound } from '@holdline/bridge'
import type { CommonConfig } from '../config/common.ts'
import type { HostRuntime } from '../host/api.ts'

/** What a person who is not paired yet is told. */
export interface PairingOffer {
  readonly code: string
}

/** Whether a message may come in: yes, no, or no and here is how to be let in. */
export type Verdict = 'yes' | 'no' | PairingOffer

/** Everybody, in an allow list. */
const ANYBODY = '*'

/** Who is heard, by the host's own rules: its direct-chat policies, its pairing store and its group lists. */
export class Access {
  readonly #pairing: HostRuntime['channel']['pairing']
  readonly #channelId: string
  readonly #accountId: string
  readonly #config: CommonConfig
  readonly #dmPolicy: NonNullable<CommonConfig['dmPolicy']>

  constructor(
    pairing: HostRuntime['channel']['pairing'],
    channelId: string,
    accountId: string,
    config: CommonConfig,
    standard: 'open' | 'pairing',
  ) {
    this.#pairing = pairing
    this.#channelId = channelId
    this.#accountId = accountId
    this.#config = config
    this.#dmPolicy = config.dmPolicy ?? standard
  }

  /** Whether a person may give commands of the host: those of the allow list, and in an open chat everybody. */
  mayCommand(person: string): boolean {
    return this.#dmPolicy === 'open'
      ? !this.#hasList || this.#listed(person)
      : this.#listed(person) || this.#paired.has(person)
  }

  /** Judges a message. A group's own rules on mentions come later. */
  async judge(inbound: Inbound): Promise<Verdict> {
    if (inbound.chat.kind === 'group') return this.#group(inbound.chat.chat, inbound.sender.id) ? 'yes' : 'no'
    const { id, name } = inbound.sender
    if (this.#dmPolicy === 'disabled') return 'no'
    if (this.#dmPolicy === 'open' || this.#listed(id)) return 'yes'
    const address = { channel: this.#channelId, accountId: this.#accountId }
    if ((await this.#pairing.readAllowFromStore(address)).includes(id)) {
      this.#paired.add(id)
      return 'yes'
    }
    if (this.#dmPolicy === 'allowlist') return 'no'
    const meta = name === undefined ? {} : { meta: { name } }
    const { code, created } = await this.#pairing.upsertPairingRequest({ ...address, id, ...meta })
    return created ? { code } : 'no'
  }

  readonly #paired = new Set<string>()

  get #hasList(): boolean {
    return (this.#config.allowFrom ?? []).some((entry) => String(entry) !== ANYBODY)
  }

  #listed(person: string): boolean {
    return isListed(this.#config.allowFrom ?? [], person)
  }

  /**
   * As the host's bundled channels judge: where groups are listed, only those count, and under `allowlist` only listed
   * groups at all; there, people count who are in the group's list, else in `groupAllowFrom`, else in `allowFrom`. Who
   * is paired is not let in by that.
   */
  #group(chat: string, person: string): boolean {
    const { groupPolicy = 'allowlist', groups = {}, groupAllowFrom, allowFrom = [] } = this.#config
    const group = groups[chat] ?? groups[ANYBODY]
    const policy = group?.groupPolicy ?? groupPolicy
    if (policy === 'disabled' || group?.enabled === false) return false
    if (group === undefined && (groupPolicy !== 'open' || Object.keys(groups).length > 0)) return false
    const people = group?.allowFrom ?? (policy === 'open' ? [ANYBODY] : (groupAllowFrom ?? allowFrom))
    return isListed(people, person)
  }
}

/** Whether a list has a person, by the bare id or as `telegram:<id>`. */
function isListed(entries: readonly (string | number)[], person: string): boolean {
  return entries
    .map(String)
    .some((entry) => entry === ANYBODY || entry === person || entry.replace(/^[a-z-]+:/i, '') === person)
}
