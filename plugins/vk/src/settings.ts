import type { Logger } from '@holdline/bridge'
import { callbackServersSchema, callbackSettingsSchema, doneSchema, pollSettingsSchema } from './answers.ts'
import type { VkApi } from './api.ts'
import { isLasting } from './errors.ts'
import { API_VERSION, NEEDED_EVENTS } from './limits.ts'

/** What an operator does by hand where the token may not. */
export const SWITCH_ON_EVENTS =
  'in VK: Manage → API usage → Long Poll API: switch it on, version 5.199, and under Event types choose new messages, edited messages and actions with messages (message_event)'

/** The events that are not switched on, of those that the bot lives on. */
export function missingEvents(events: Readonly<Record<string, boolean>>): string[] {
  return NEEDED_EVENTS.filter((name) => events[name] !== true)
}

/**
 * Sees to it that VK sends what the bot lives on: a community's long poll is off at first, and without `message_event`
 * buttons spin for ever. Where the token may not change settings, says what an operator has to do; what VK sends already
 * still arrives.
 */
export async function switchOnLongPoll(
  api: VkApi,
  groupId: number,
  logger: Logger,
  signal: AbortSignal,
): Promise<string | undefined> {
  const where = { group_id: groupId }
  const options = { kind: 'answer', signal } as const
  try {
    const settings = await api.call('groups.getLongPollSettings', where, pollSettingsSchema, options)
    const missing = missingEvents(settings.events)
    if (settings.is_enabled && missing.length === 0 && settings.api_version === API_VERSION) return undefined
    const change = { enabled: 1, api_version: API_VERSION, ...Object.fromEntries(missing.map((name) => [name, 1])) }
    await api.call('groups.setLongPollSettings', { ...where, ...change }, doneSchema, options)
    logger.info({ events: missing }, 'vk: the long poll and the events that the bot needs were switched on')
    return undefined
  } catch (error) {
    return untilByHand(error, logger, SWITCH_ON_EVENTS)
  }
}

/** The same for the Callback API server of this address, which an operator has added in VK's settings. */
export async function switchOnCallback(
  api: VkApi,
  { groupId, url }: { readonly groupId: number; readonly url: string },
  logger: Logger,
  signal: AbortSignal,
): Promise<string | undefined> {
  const options = { kind: 'answer', signal } as const
  const byHand = `in VK: Manage → API usage → Callback API: add a server with the address ${url} and the secret key of the configuration, confirm it, and choose the event types`
  try {
    const where = { group_id: groupId }
    const { items } = await api.call('groups.getCallbackServers', where, callbackServersSchema, options)
    const server = items.find((item) => item.url === url)
    if (server === undefined) {
      logger.warn({}, `vk: VK has no Callback API server of this address; ${byHand}`)
      return byHand
    }
    const at = { ...where, server_id: server.id }
    const settings = await api.call('groups.getCallbackSettings', at, callbackSettingsSchema, options)
    const missing = missingEvents(settings.events)
    const { api_version: version = API_VERSION } = settings
    if (missing.length === 0 && version === API_VERSION) return undefined
    const change = { api_version: API_VERSION, ...Object.fromEntries(missing.map((name) => [name, 1])) }
    await api.call('groups.setCallbackSettings', { ...at, ...change }, doneSchema, options)
    logger.info({ events: missing }, 'vk: the events that the bot needs were switched on')
    return undefined
  } catch (error) {
    return untilByHand(error, logger, byHand)
  }
}

/** A lasting refusal, such as a missing right, is an operator's to mend and holds nothing up; the rest is tried again. */
function untilByHand(error: unknown, logger: Logger, byHand: string): string {
  if (!isLasting(error)) throw error
  logger.warn(
    { error },
    `vk: the community’s settings could not be seen to; if messages or taps are missing: ${byHand}`,
  )
  return byHand
}
