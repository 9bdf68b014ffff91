import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Gateway, Turn, TurnReport } from '@holdline/bridge'
import { readOrder } from './demo/directives.ts'
import { demoModel } from './demo/model.ts'
import { demoTool } from './demo/tool.ts'
import { demoWording } from './demo/wording.ts'
import { type AgentLimits, DEFAULT_LIMITS } from './limits.ts'
import { runLoop } from './loop.ts'
import { toolServers } from './mcp/tool-servers.ts'
import { messagesOf } from './messages.ts'
import { modelsOf } from './model/models.ts'
import { providerModel } from './model/provider.ts'
import type { AgentGatewayOptions, McpServerConfig } from './options.ts'
import { instructionsOf } from './prompt.ts'
import { redactor } from './redact.ts'
import { taskTools } from './tools/task-tools.ts'
import type { AgentTool } from './tools/tool.ts'
import { toolsOf } from './tools/toolset.ts'
import { turnLogger } from './turn-log.ts'

/**
 * The embedded agent runtime: a model of any OpenAI-compatible server (or the demo model), tools from MCP servers, and a
 * journal of every step, so that a turn goes on after a crash without doing anything twice.
 */
export function createAgentGateway(options: AgentGatewayOptions): Gateway {
  const { clock } = options
  const limits: AgentLimits = { ...DEFAULT_LIMITS, ...options.limits }
  const random = options.random ?? Math.random
  const redact = redactor([options.model.apiKey, ...Object.values(options.mcpServers).flatMap(secretsOf)])
  const servers = toolServers(options.mcpServers, { clock, log: options.log, limits, redact, random })
  const instructions = instructionsOf(options.systemPrompt)
  // The SDK would print what it wonders about; it belongs into the log.
  globalThis.AI_SDK_LOG_WARNINGS = ({ warnings, model }) => {
    for (const warning of warnings)
      options.log.debug({ model, warning: redact(JSON.stringify(warning)) }, 'model call: warning')
  }

  return {
    capabilities: { resume: true, steer: true, parallel: true, erase: true },

    async run(turn, report, outer) {
      outer.throwIfAborted()
      const scope = new AbortController()
      const signal = AbortSignal.any([outer, scope.signal])
      const log = turnLogger(options.log, turn)
      const before = messagesOf(turn.history, limits.historyChars)
      for (const why of before.unreadable) log.warn({ why }, 'a turn of the history cannot be read')
      const own = ownTools(turn, report, options)
      const context = { report, signal, clock, log, limits, redact, random }
      try {
        await servers.ready(signal)
        return await runLoop(turn, {
          ...context,
          models: modelsOf(languageModels(options), context),
          tools: () => toolsOf([{ server: null, tools: own }, ...servers.sources()]),
          instructions,
          before: before.messages,
        })
      } finally {
        // Whatever still runs for this turn ends with it.
        scope.abort(new Error('the turn has ended'))
      }
    },

    close: () => servers.close(),
  }
}

function languageModels({ model, clock }: AgentGatewayOptions): LanguageModelV4[] {
  if (model.baseUrl === undefined) return [demoModel(clock)]
  const provider = { baseUrl: model.baseUrl, ...(model.apiKey === undefined ? {} : { apiKey: model.apiKey }) }
  return model.models.map((name) => providerModel(provider, name))
}

function ownTools(turn: Turn, report: TurnReport, { model, clock }: AgentGatewayOptions): AgentTool[] {
  const alone = turn.kind === 'foreground' && turn.tasks.length === 0
  return [
    ...(alone ? [] : taskTools(report)),
    ...(model.baseUrl === undefined
      ? [demoTool(clock, demoWording(readOrder(turn.messages.map(({ text }) => text).join('\n')).rest))]
      : []),
  ]
}

/** What of a tool server's configuration is secret: many services put the key into the URL. */
function secretsOf(config: McpServerConfig): string[] {
  if ('command' in config) return Object.values(config.env ?? {})
  return [...Object.values(config.headers ?? {}), ...new URL(config.url).searchParams.values()]
}
