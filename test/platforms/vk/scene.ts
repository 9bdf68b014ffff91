import { onTestFinished } from 'vitest'
import { API, APIError, Upload } from 'vk-io'
import { isJsonObject, type JsonObject } from '../kit/json.ts'
import { ManualClock } from '../kit/manual-clock.ts'
import type { Community } from './community.ts'
import type { FakeVk, FakeVkOptions } from './fake-vk.ts'
import { VkServer } from './server.ts'
import type { StartedVk } from './transports.ts'

/** Without an agent of its own, which speaks https only, vk-io takes the one that fits the address. */
const NO_AGENT: object = { agent: undefined }

/** The real vk-io as a bot of this community. It asks as fast as it can, so that the server's limits are what counts. */
export function sdkFor(url: string, { token }: Community): API {
  return new API({ token, apiBaseUrl: `${url}/method`, apiLimit: 1_000, apiRetryLimit: 0, ...NO_AGENT })
}

/** Uploads of the real vk-io. */
export function uploadFor(api: API): Upload {
  return new Upload({ api, ...NO_AGENT })
}

/** Something to test with: a platform, its time, the real vk-io as its bot, and Ann. */
export function sceneOn<T extends FakeVk>({ vk, close }: StartedVk<T>, clock: ManualClock) {
  onTestFinished(close)
  const { community, url } = vk
  const ann = vk.person({ firstName: 'Ann' })
  return { vk, url, clock, community, api: sdkFor(url, community), ann, chat: vk.directChat(ann) }
}

/** A platform over HTTP, on a clock that the test moves. */
export async function scene(options: FakeVkOptions = {}) {
  const clock = new ManualClock()
  const vk = await VkServer.start({ clock, ...options })
  return sceneOn({ vk, close: () => vk.stop() }, clock)
}

/** What `sceneOn` returns, over whichever transport. */
export type Scene = ReturnType<typeof sceneOn<FakeVk>>

/** Calls a method through vk-io with whatever parameters, also such as its types forbid. */
export function call({ api }: { readonly api: API }, method: string, params: object = {}): Promise<unknown> {
  return api.call(method, { ...params })
}

let lastRandomId = 0

/** Sends a text to Ann. */
export function say(scene: Scene, params: object = {}): Promise<unknown> {
  lastRandomId += 1
  return call(scene, 'messages.send', {
    peer_id: scene.chat.peerId,
    message: 'Hi',
    random_id: lastRandomId,
    ...params,
  })
}

/** A keyboard in a message, of one callback button. */
export function cancelKeyboard(payload = '{"a":"c"}'): string {
  const action = { type: 'callback', label: 'Cancel', payload }
  return JSON.stringify({ inline: true, buttons: [[{ action, color: 'negative' }]] })
}

/** The API's error of a call that must fail. */
export async function refusal(refused: Promise<unknown>): Promise<APIError> {
  const error = await refused.then(
    () => new Error('the call was accepted'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof APIError) return error
  throw error
}

/** One poll of the long poll, as a bot of its own makes it. */
export async function poll(session: { server: string; key: string }, ts: number | string, wait = 0) {
  const query = new URLSearchParams({ act: 'a_check', key: session.key, ts: String(ts), wait: String(wait) })
  const body: unknown = await (await fetch(`${session.server}?${query}`)).json()
  if (!isJsonObject(body)) throw new Error('the long poll answers with no object')
  return body
}

/** The objects of the events in an answer of the long poll. */
export function updatesOf({ updates }: JsonObject): readonly JsonObject[] {
  return Array.isArray(updates) ? updates.filter(isJsonObject) : []
}
