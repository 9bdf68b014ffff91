import type { ChatRef } from '@holdline/bridge'

/** What a button of ours carries. The platform hands it back with a tap, and nobody can make one up. */
export interface TapValue {
  readonly action: string
  readonly token: string
  readonly notice: string
  readonly kind: ChatRef['kind']
  readonly thread?: string
}

/** Marks the buttons of this suite among those of other programs with the same app. */
const MARK = 'holdline'

/** As a button has it: an object, since the platform takes nothing else. */
export function tapValue({ action, token, notice, kind, thread }: TapValue): Readonly<Record<string, string>> {
  return { by: MARK, action, token, notice, kind, ...(thread === undefined ? {} : { thread }) }
}

/** Reads it back; `undefined` when it is not ours. */
export function readTapValue(value: unknown): TapValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields: Readonly<Record<string, unknown>> = { ...value }
  const { by, action, token, notice, kind, thread } = fields
  if (by !== MARK || typeof action !== 'string' || typeof token !== 'string' || typeof notice !== 'string') {
    return undefined
  }
  if (kind !== 'direct' && kind !== 'group') return undefined
  return { action, token, notice, kind, ...(typeof thread === 'string' ? { thread } : {}) }
}
