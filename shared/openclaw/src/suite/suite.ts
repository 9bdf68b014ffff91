/**
 * What the suite's plugins share inside one host process. Each plugin is a bundle of its own, loaded more than once, so
 * this lives on `globalThis` under a versioned name, and holds only plain values that any version can read.
 */
export interface Suite {
  readonly version: 1
  /** The plugin that registers what must exist once: the command line and the gateway methods. */
  owner: string | null
  /** How many of the suite's own dispatches each host session has under way: their runs are not another surface's. */
  readonly dispatching: Map<string, number>
  /** The accounts, `<channel>:<account>`, that the host has started at least once in this process. */
  readonly started: Set<string>
  /** When a dispatch into a host session was aborted, epoch milliseconds: the host winds up for a moment. */
  readonly aborted: Map<string, number>
  /** The turns of ours that work in each host session, by id. */
  readonly turns: Map<string, Set<string>>
}

const NAME = Symbol.for('holdline.openclaw.suite.v1')

/** The one of this process. */
export function suite(): Suite {
  const known: unknown = Reflect.get(globalThis, NAME)
  if (isSuite(known)) return known
  const fresh: Suite = {
    version: 1,
    owner: null,
    dispatching: new Map(),
    started: new Set(),
    aborted: new Map(),
    turns: new Map(),
  }
  Reflect.set(globalThis, NAME, fresh)
  return fresh
}

/** Marks a dispatch into a host session as ours. Returns how to end that. */
export function dispatching(sessionKey: string): () => void {
  const counts = suite().dispatching
  counts.set(sessionKey, (counts.get(sessionKey) ?? 0) + 1)
  let over = false
  return () => {
    if (over) return
    over = true
    const left = (counts.get(sessionKey) ?? 1) - 1
    if (left > 0) counts.set(sessionKey, left)
    else counts.delete(sessionKey)
  }
}

/** The host drops what meets a run that it winds up; it needs some hundred milliseconds, ten times that. */
const WINDS_UP_MS = 3_000

/** A dispatch into this host session was aborted now. */
export function aborted(sessionKey: string, now: number): void {
  const { aborted: known } = suite()
  for (const [key, at] of known) if (now - at > WINDS_UP_MS) known.delete(key)
  known.set(sessionKey, now)
}

/** Whether the host may still be busy with the end of an aborted run of ours: it says nothing to what comes then. */
export function windsUp(sessionKey: string, now: number): boolean {
  return now - (suite().aborted.get(sessionKey) ?? Number.NEGATIVE_INFINITY) <= WINDS_UP_MS
}

/** Whether one of the suite's plugins has a message in this host session. */
export function isOurs(sessionKey: string): boolean {
  return suite().dispatching.has(sessionKey)
}

function isSuite(value: unknown): value is Suite {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1
}
