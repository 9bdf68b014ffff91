import { createHash } from 'node:crypto'

const ID_DIGITS = 32

/** The tenant that everybody here belongs to. */
export const TENANT_KEY = '736588c9260f175d'

/** Somebody who can be in a chat: a person or a bot. */
export interface Participant {
  /** Unlike that of anybody else, and unseen by bots. */
  readonly key: string
  readonly name: string
}

/** An app as far as ids go. */
export interface IdScope {
  readonly appId: string
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join(':')).digest('hex').slice(0, ID_DIGITS)
}

/** The id by which one app knows somebody; every app knows them by another one. Source: facts 1.6. */
export function openIdOf({ key }: Participant, { appId }: IdScope): string {
  return `ou_${digest('open', appId, key)}`
}

/** The id by which all apps of a developer know somebody. */
export function unionIdOf({ key }: Participant): string {
  return `on_${digest('union', key)}`
}

/** The ids of somebody in an event; the `user_id` is only there with a scope that few apps have. */
export function idsOf(who: Participant, app: IdScope) {
  return { open_id: openIdOf(who, app), union_id: unionIdOf(who), user_id: null }
}

/** An id of a kind of thing, such as `om_` for a message. */
export function newId(prefix: string, serial: number): string {
  return `${prefix}${digest(prefix, String(serial))}`
}
