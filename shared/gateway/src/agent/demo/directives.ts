import { durationMs } from './duration.ts'

/** One order to the demo model. */
export type Directive =
  /** Waits before it goes on: the time to the first token. */
  | { readonly type: 'think'; readonly ms: number }
  /** Calls the demo tool, which takes that long. */
  | { readonly type: 'tool'; readonly ms: number }
  /** Answers 429 so many times, each asking to wait that long. */
  | { readonly type: 'ratelimit'; readonly times: number; readonly ms: number }
  /** Fails with a code; unchecked. */
  | { readonly type: 'fail'; readonly code: string }
  /** Never answers. */
  | { readonly type: 'hang' }
  /** Takes that long to write the answer. */
  | { readonly type: 'stream'; readonly ms: number }

/** A message as the demo model reads it. */
export interface Order {
  /** In the order written. */
  readonly directives: readonly Directive[]
  /** The text without them. */
  readonly rest: string
}

const DURATION = '\\d+(?:\\.\\d+)?\\s*(?:ms|s|m)'

const DIRECTIVE = new RegExp(
  [
    `\\[(?<timed>think|tool|stream)\\s+(?<time>${DURATION})\\]`,
    `\\[ratelimit\\s+(?<times>\\d+)x\\s+(?<pause>${DURATION})\\]`,
    '\\[fail\\s+(?<code>[\\w-]+)\\]',
    '\\[(?<hang>hang)\\]',
  ].join('|'),
  'gi',
)

/** More 429s than that make no sense: the loop gives up long before. */
const MAX_TIMES = 100

/** Reads directives anywhere in a text. What looks like one but is not stays text. Quoted lines (`> …`) are left out. */
export function readOrder(text: string): Order {
  const own = text
    .split('\n')
    .filter((line) => !line.startsWith('> '))
    .join('\n')
  const directives = [...own.matchAll(DIRECTIVE)].map((match) => directiveOf(match.groups ?? {}))
  const rest = own
    .replaceAll(DIRECTIVE, ' ')
    .replaceAll(/[^\S\n]+/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()
  return { directives, rest }
}

function directiveOf(groups: Readonly<Record<string, string | undefined>>): Directive {
  const { timed, time, times, pause, code } = groups
  if (timed !== undefined && time !== undefined) return timedDirective(timed.toLowerCase(), durationMs(time))
  if (times !== undefined && pause !== undefined) {
    return { type: 'ratelimit', times: Math.min(MAX_TIMES, Number(times)), ms: durationMs(pause) }
  }
  return code === undefined ? { type: 'hang' } : { type: 'fail', code: code.toLowerCase() }
}

function timedDirective(name: string, ms: number): Directive {
  if (name === 'think') return { type: 'think', ms }
  return name === 'tool' ? { type: 'tool', ms } : { type: 'stream', ms }
}
