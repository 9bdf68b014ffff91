import { expect } from 'vitest'
import type { FakeTelegramOptions } from '../fake-telegram.ts'
import type { RuleName } from '../rules.ts'
import { call, type Scene } from '../scene.ts'

/** A call that breaks a rule: what the bot gets for it. */
export interface RefusedCase {
  readonly rule: RuleName
  readonly what: string
  /** The status and the description; without `Bad Request: ` when it is a 400. */
  readonly words: string
  readonly code?: number
  readonly parameters?: object
  readonly options?: FakeTelegramOptions
  /** Does what the test is about; the last call is the refused one. */
  readonly run: (scene: Scene) => Promise<unknown>
}

/** Sends a text to Ann. */
export const say = (scene: Scene, params: object = {}) =>
  call(scene, 'sendMessage', { chat_id: scene.chat.id, text: 'Hi', ...params })

/** A keyboard of one button. */
export const button = (fields: object) => ({
  reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'go', ...fields }]] },
})

/** A group with Ann. */
export const group = ({ telegram, ann }: Scene, more: object = {}) => telegram.group({ members: [ann], ...more })

/** A message that the bot may edit. */
export const ownMessage = async (scene: Scene) => {
  await say(scene)
  return scene.chat.last ?? expect.unreachable()
}
