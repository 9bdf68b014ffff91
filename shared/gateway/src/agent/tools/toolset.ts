import { createHash } from 'node:crypto'
import { jsonSchema, tool as shownTool, type ToolSet } from 'ai'
import type { AgentTool } from './tool.ts'

/** The tools of one turn, by the name that the model uses. */
export type Tools = ReadonlyMap<string, AgentTool>

/** Tools of one origin: a tool server, or the gateway itself. */
export interface ToolSource {
  /** The server's name; `null` for built-in tools, which keep their names. */
  readonly server: string | null
  readonly tools: readonly AgentTool[]
}

/** The longest function name that OpenAI-compatible servers accept. */
const NAME_CHARS = 64

/** Enough of a hash to tell long names apart. */
const HASH_CHARS = 6

/**
 * All tools under names that providers accept (`[a-zA-Z0-9_-]`, at most 64 characters). Where two servers offer the same
 * name, or a server offers a built-in one, the server's is prefixed: `server__tool`.
 */
export function toolsOf(sources: readonly ToolSource[]): Tools {
  const offered = sources.flatMap(({ server, tools }) =>
    tools.map((tool) => ({ server, tool, name: clean(tool.name) })),
  )
  const count = Map.groupBy(offered, ({ name }) => name)
  const named = offered.map(({ server, tool, name }) => {
    const alone = (count.get(name)?.length ?? 0) < 2
    return { tool, name: server === null || alone ? name : clean(`${server}__${tool.name}`) }
  })
  return named.reduce<Map<string, AgentTool>>((tools, { tool, name }) => {
    const free = tools.has(name) ? shortened(`${name}_${tools.size}`) : name
    return tools.set(free, tool)
  }, new Map())
}

/** The tools as the SDK shows them to a model: without a function, so that it only ever returns the calls. */
export function shownTools(tools: Tools): ToolSet {
  const shown = [...tools].map(([name, tool]) => [
    name,
    shownTool({ description: tool.description, inputSchema: jsonSchema(tool.inputSchema) }),
  ])
  return Object.fromEntries(shown)
}

function clean(name: string): string {
  return shortened(name.replaceAll(/[^a-zA-Z0-9_-]/g, '_'))
}

function shortened(name: string): string {
  if (name.length <= NAME_CHARS) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_CHARS)
  return `${name.slice(0, NAME_CHARS - HASH_CHARS - 1)}_${hash}`
}
