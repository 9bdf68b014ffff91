import { EVENT_TYPES } from '../event-types.ts'
import type { Params } from '../params.ts'
import { badParameter } from '../refusal.ts'
import type { Method } from './method.ts'

// Source: docs, access-permissions for communities.
const RIGHT_MASKS = { photos: 4, messages: 4_096, docs: 131_072, manage: 262_144 } as const

/** `groups.getById` */
export const getById: Method = ({ community }) => {
  const { id, name, screenName } = community
  const group = { id, name, screen_name: screenName, is_closed: 0, type: 'group', photo_50: '', photo_100: '' }
  return { groups: [group], profiles: [] }
}

/** `groups.getTokenPermissions` */
export const getTokenPermissions: Method = ({ community }) => {
  const permissions = [...community.rights].map((name) => ({ name, setting: RIGHT_MASKS[name] }))
  return { mask: permissions.reduce((sum, { setting }) => sum + setting, 0), permissions }
}

/** `groups.getLongPollServer` */
export const getLongPollServer: Method = ({ platform, community }) => {
  if (!community.settings.enabled) throw badParameter('poll.enabled', 'longpoll for this group is not enabled')
  const { key, ts } = community.longPoll.open()
  return { key, server: `${platform.baseUrl()}/whp/${community.id}`, ts }
}

/** `groups.getLongPollSettings` */
export const getLongPollSettings: Method = ({ community: { settings } }) => ({
  is_enabled: settings.enabled,
  api_version: settings.apiVersion,
  events: Object.fromEntries(EVENT_TYPES.map((name) => [name, settings.events.has(name) ? 1 : 0])),
})

/** `groups.setLongPollSettings` */
export const setLongPollSettings: Method = ({ community: { settings }, params }) => {
  if (params.has('enabled')) settings.enabled = params.flag('enabled')
  if (params.has('api_version')) settings.apiVersion = params.text('api_version')
  choose(settings.events, params)
  return 1
}

/** Switches types of events on and off; what is not named stays as it is. */
function choose(events: Set<string>, params: Params): void {
  for (const name of EVENT_TYPES) {
    if (!params.has(name)) continue
    if (params.flag(name)) events.add(name)
    else events.delete(name)
  }
}

/** `groups.getCallbackSettings` */
export const getCallbackSettings: Method = ({ community: { callback, settings } }) => ({
  api_version: callback?.settings.apiVersion ?? settings.apiVersion,
  events: Object.fromEntries(EVENT_TYPES.map((name) => [name, callback?.settings.events.has(name) ? 1 : 0])),
})

/** `groups.setCallbackSettings` */
export const setCallbackSettings: Method = ({ community: { callback }, params }) => {
  if (callback === undefined) throw badParameter('callback.server', 'server_id is invalid')
  if (params.has('api_version')) callback.settings.apiVersion = params.text('api_version')
  choose(callback.settings.events, params)
  return 1
}

/** `groups.getCallbackConfirmationCode` */
export const getCallbackConfirmationCode: Method = ({ platform, community }) => ({
  code: platform.confirmationCode(community),
})

/** `groups.getCallbackServers` */
export const getCallbackServers: Method = ({ community: { callback, id } }) => {
  if (callback === undefined) return { count: 0, items: [] }
  const { url, secret } = callback.settings
  return { count: 1, items: [{ id: 1, title: 'Holdline', creator_id: id, url, secret_key: secret, status: 'ok' }] }
}
