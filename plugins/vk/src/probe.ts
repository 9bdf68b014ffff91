import type { Clock } from '@holdline/bridge'
import {
  callbackServersSchema,
  callbackSettingsSchema,
  groupsSchema,
  permissionsSchema,
  pollSettingsSchema,
} from './answers.ts'
import { createApi, type VkApi } from './api.ts'
import { Budget } from './budget.ts'
import type { VkAccount } from './config.ts'
import { VkFailure } from './errors.ts'
import { API_VERSION } from './limits.ts'
import { explain } from './problems.ts'
import { missingEvents, SWITCH_ON_EVENTS } from './settings.ts'

/** One thing that was looked at. */
export interface VkFinding {
  readonly check: string
  readonly ok: boolean
  readonly message: string
  /** What to do about it. */
  readonly fix?: string
}

const TOKEN_PLACE = 'Manage → API usage → Access tokens'

const OPTIONS = { kind: 'answer' } as const

/** A look is a few calls, one after the other, in real time. */
const wallClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/** Looks at what a community's bot needs, with real calls that change nothing and take no message away from anybody. */
export async function probeVk(account: VkAccount): Promise<VkFinding[]> {
  const api = createApi({ token: account.groupToken, apiRoot: account.apiRoot, budget: new Budget(wallClock) })
  const check = `vk ${account.name}`
  try {
    const { groups } = await api.call('groups.getById', {}, groupsSchema, OPTIONS)
    const [group] = groups
    if (group === undefined || (account.groupId !== undefined && group.id !== account.groupId))
      return [
        {
          check,
          ok: false,
          message: `the token is of community ${group?.id ?? 'none'}, but VK_GROUP_ID says ${account.groupId ?? 'nothing'}`,
          fix: `correct VK_GROUP_ID, or make a token in the settings of that community (${TOKEN_PLACE})`,
        },
      ]
    return [
      { check, ok: true, message: `vk.com/${group.screen_name ?? `club${group.id}`} answers` },
      ...(await rightsFindings(check, api)),
      ...(await receivingFindings(check, api, account, group.id)),
    ]
  } catch (error) {
    return [{ check, ok: false, ...connectionProblem(error, account) }]
  }
}

function connectionProblem(error: unknown, { apiRoot }: VkAccount): { message: string; fix: string } {
  if (error instanceof VkFailure && error.kind === 'unauthorized')
    return {
      message: 'VK does not know this community token',
      fix: `make a new token (${TOKEN_PLACE}) and put it into VK_GROUP_TOKEN`,
    }
  const { text } = explain(error)
  return { message: text, fix: `check ${apiRoot === undefined ? 'the network' : 'VK_API_ROOT and its server'}` }
}

/** What the token may do. Without messages nothing works, without management nothing is received. */
async function rightsFindings(check: string, api: VkApi): Promise<VkFinding[]> {
  const { permissions } = await api.call('groups.getTokenPermissions', {}, permissionsSchema, OPTIONS)
  const has = (right: string): boolean => permissions.some(({ name }) => name === right)
  const missing = [
    ...(has('messages') ? [] : ['messages']),
    ...(has('manage') ? [] : ['community management, which receiving needs']),
  ]
  const fix = `make a token with the rights to messages, community management and files (${TOKEN_PLACE}) and put it into VK_GROUP_TOKEN`
  if (missing.length > 0)
    return [{ check, ok: false, message: `the token has no right to ${missing.join(', nor to ')}`, fix }]
  const message = has('docs')
    ? 'the token has all rights that the bot uses'
    : 'the token has the rights that it needs; without the one to files very long answers cannot be sent'
  return [{ check, ok: true, message }]
}

async function receivingFindings(
  check: string,
  api: VkApi,
  { callbackUrl }: VkAccount,
  groupId: number,
): Promise<VkFinding[]> {
  try {
    const findings = callbackUrl === undefined ? longPollFindings : callbackFindings
    return await findings(check, api, groupId, callbackUrl ?? '')
  } catch (error) {
    // The missing right is a finding of its own.
    if (error instanceof VkFailure && error.kind === 'no_rights') return []
    throw error
  }
}

async function longPollFindings(check: string, api: VkApi, groupId: number): Promise<VkFinding[]> {
  const where = { group_id: groupId }
  const settings = await api.call('groups.getLongPollSettings', where, pollSettingsSchema, OPTIONS)
  const fix = `start the gateway, which switches it on where the token has the right to community management; or ${SWITCH_ON_EVENTS}`
  if (!settings.is_enabled)
    return [{ check, ok: false, message: 'the long poll of the community is switched off', fix }]
  const missing = missingEvents(settings.events)
  return [
    missing.length === 0
      ? { check, ok: true, message: 'VK sends messages, their changes, and presses of buttons (long poll)' }
      : { check, ok: false, message: `VK does not send ${missing.join(', ')}${whatFor(missing)}`, fix },
    ...versionFinding(check, settings.api_version, 'Manage → API usage → Long Poll API'),
  ]
}

/** What people notice. */
function whatFor(missing: readonly string[]): string {
  if (missing.includes('message_new')) return ': the bot hears nothing'
  return missing.includes('message_event') ? ': buttons spin and do nothing' : ''
}

function versionFinding(check: string, version: string | undefined, place: string): VkFinding[] {
  if (version === undefined || version === API_VERSION) return []
  return [
    {
      check,
      ok: false,
      message: `events come in version ${version}`,
      fix: `choose version ${API_VERSION} in ${place}`,
    },
  ]
}

async function callbackFindings(check: string, api: VkApi, groupId: number, url: string): Promise<VkFinding[]> {
  const where = { group_id: groupId }
  const { items } = await api.call('groups.getCallbackServers', where, callbackServersSchema, OPTIONS)
  const server = items.find((item) => item.url === url)
  const place = 'Manage → API usage → Callback API'
  if (server === undefined)
    return [
      {
        check,
        ok: false,
        message: 'VK has no Callback API server with the address of vk.callbackUrl',
        fix: `${place}: add it, with the secret key of vk.callbackSecret, and confirm it while the gateway runs`,
      },
    ]
  if (server.status !== 'ok')
    return [
      {
        check,
        ok: false,
        message: `VK’s Callback API server is ${server.status}`,
        fix: `make the address reachable from the internet with a valid certificate, start the gateway, and confirm it in ${place}`,
      },
    ]
  const at = { ...where, server_id: server.id }
  const settings = await api.call('groups.getCallbackSettings', at, callbackSettingsSchema, OPTIONS)
  const missing = missingEvents(settings.events)
  const fix = `start the gateway, or choose these event types in ${place}`
  return [
    missing.length === 0
      ? { check, ok: true, message: 'VK sends messages, their changes, and presses of buttons (Callback API)' }
      : { check, ok: false, message: `VK does not send ${missing.join(', ')}${whatFor(missing)}`, fix },
    ...versionFinding(check, settings.api_version, place),
  ]
}
