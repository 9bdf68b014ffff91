import type { FakeVkOptions } from '../fake-vk.ts'
import type { RuleName } from '../rules.ts'
import type { Scene } from '../scene.ts'

/** A call that breaks a rule: what the bot gets for it. */
export interface RefusedCase {
  readonly rule: RuleName
  readonly what: string
  readonly code: number
  /** What follows VK's own words for the code. */
  readonly detail?: string
  readonly options?: FakeVkOptions
  /** Does what the test is about; the last call is the refused one. */
  readonly run: (scene: Scene) => Promise<unknown>
}

/** A chat of several that Ann owns. */
export const team = ({ vk, ann }: Scene, more: object = {}) => vk.chat({ members: [ann], ...more })
