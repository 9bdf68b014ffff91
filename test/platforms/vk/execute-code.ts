import { isJsonObject, parseJson } from '../kit/json.ts'
import { ERROR_CODE } from './error-code.ts'
import { Refused } from './refusal.ts'

const MAX_CALLS = 25 // docs, execute

/** A call in the code of an `execute`. */
export interface ExecutedCall {
  readonly method: string
  readonly params: Readonly<Record<string, string>>
}

/** The end of the JSON object that starts here: where its braces are even, outside of texts. */
function endOfObject(code: string, start: number): number {
  let depth = 0
  let inText = false
  for (let at = start; at < code.length; at += 1) {
    const character = code[at]
    if (inText) {
      if (character === '\\') at += 1
      else if (character === '"') inText = false
    } else if (character === '"') inText = true
    else if (character === '{') depth += 1
    else if (character === '}') depth -= 1
    if (depth === 0) return at + 1
  }
  throw new Refused('execute.code', ERROR_CODE.compile, 'unexpected end of code')
}

/**
 * Reads the code of an `execute` as vk-io writes it, `return [API.a.b({…}),API.c.d({…})];`. VKScript can do more; a bot
 * that needs more is refused.
 */
export function readCode(code: string): readonly ExecutedCall[] {
  const [, list] = /^return \[([\s\S]*)\];?$/.exec(code.trim()) ?? []
  if (list === undefined)
    throw new Refused('execute.code', ERROR_CODE.compile, 'only a list of calls is understood here')
  const calls: ExecutedCall[] = []
  for (let at = 0; at < list.length; ) {
    const [head, method] = /^,?API\.([\w.]+)\(/.exec(list.slice(at)) ?? []
    if (head === undefined || method === undefined) throw new Refused('execute.code', ERROR_CODE.compile, 'no call')
    const start = at + head.length
    const end = endOfObject(list, start)
    const value = parseJson(list.slice(start, end))
    if (!isJsonObject(value) || list[end] !== ')') throw new Refused('execute.code', ERROR_CODE.compile, 'no object')
    const params = Object.entries(value).map(([name, one]) => [
      name,
      typeof one === 'string' ? one : JSON.stringify(one),
    ])
    calls.push({ method, params: Object.fromEntries(params) })
    at = end + 1
  }
  if (calls.length > MAX_CALLS) throw new Refused('execute.calls', ERROR_CODE.runtime, 'too many API calls')
  return calls
}
