import { ACTION_NAMES, DEFAULT_RULES, DEFAULT_WATCHDOG, POLICIES } from '@holdline/bridge'
import { dingtalkConfig } from '@holdline/dingtalk'
import { feishuConfig } from '@holdline/feishu'
import { telegramConfig } from '@holdline/telegram'
import { vkConfig } from '@holdline/vk'
import { webchatConfig } from '@holdline/webchat'
import { z } from 'zod'
import { languageFor } from './language.ts'

/** How a chat is served; each key overrides the one for wider groups of chats. */
const chatConfig = z.strictObject({
  onBusy: z.enum(POLICIES).optional().describe('What happens to a message that meets a busy session'),
  notices: z.enum(['always', 'asker-only', 'first-only', 'off']).optional().describe('Which status messages are shown'),
  closedNotices: z
    .enum(['keep', 'delete'])
    .optional()
    .describe('Whether the status message of a turn that went well stays'),
  failures: z.enum(['always', 'silent']).optional().describe('Whether failures are told in the chat, or only logged'),
  actions: z.array(z.enum(ACTION_NAMES)).optional().describe('Buttons that status messages offer'),
  requireMention: z.boolean().optional().describe('In groups, answer only when addressed'),
  allowFrom: z
    .array(z.string())
    .optional()
    .describe('Ids of the people who are heard, `*` for everyone; absent: everyone'),
})

const modelConfig = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Base URL of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1; unset: the built-in demo model',
    ),
  apiKey: z.string().min(1).optional().describe('The key that the model server wants'),
  name: z
    .string()
    .refine((names) => names.split(',').some((name) => name.trim() !== ''), { error: 'no model is named' })
    .optional()
    .describe('The model; several, divided by commas, are tried in turn when the provider fails'),
  systemPrompt: z.string().optional().describe('What the model is told before every conversation'),
  firstTokenMs: z
    .int()
    .min(1)
    .max(86_400_000)
    .optional()
    .describe(
      'A request whose answer has not begun by then is given up, in milliseconds; the default is 120000. A slow local model may need more, and then a longer laneTimeoutMs, too',
    ),
})

/** One MCP server, as MCP clients write it. */
const mcpServerConfig = z.union(
  [
    z.strictObject({
      type: z.literal('stdio').optional().describe('What some clients write beside it'),
      command: z.string().min(1).describe('The program to run'),
      args: z.array(z.string()).optional().describe('Its arguments'),
      env: z.record(z.string(), z.string()).optional().describe('Its environment, besides the usual'),
    }),
    z.strictObject({
      type: z
        .enum(['http', 'streamable-http', 'sse'])
        .optional()
        .describe('What some clients write beside it; the server is asked which of them it speaks'),
      url: z.url({ protocol: /^https?$/ }).describe('The server’s address'),
      headers: z.record(z.string(), z.string()).optional().describe('Headers of every request'),
    }),
  ],
  { error: 'must be {"command": "…", "args": […], "env": {…}} or {"url": "http…", "headers": {…}}' },
)

/** The keys of `chats`: a misspelt one would silently change nothing. */
const CHAT_KEY = /^(agent:.+|(telegram|vk|feishu|dingtalk|webchat)(:(direct|group))?|direct|group)$/

const milliseconds = z.int().min(1)

/** The whole configuration of `holdline start`. Unknown keys are errors: a misspelt key must not be a silent default. */
export const configSchema = z.strictObject({
  stateDir: z.string().min(1).default('./.holdline').describe('Where the data file and the pid file are'),
  databaseUrl: z.string().optional().describe('postgres://… for PostgreSQL; unset: SQLite in the state directory'),
  host: z.string().min(1).default('127.0.0.1').describe('The address to listen on'),
  port: z.int().min(0).max(65_535).default(8787).describe('The port to listen on, from 0 to 65535; 0: any free port'),
  webchat: webchatConfig.prefault({}).describe('The chat page'),
  telegram: telegramConfig.prefault({}).describe('Telegram bots'),
  feishu: feishuConfig.prefault({}).describe('Feishu and Lark bots'),
  vk: vkConfig.prefault({}).describe('VK communities'),
  dingtalk: dingtalkConfig.prefault({}).describe('DingTalk robots'),
  model: modelConfig.prefault({}).describe('The model that answers'),
  mcpServers: z.record(z.string().min(1), mcpServerConfig).default({}).describe('Tool servers, by name'),
  locale: z
    .string()
    .refine((tag) => languageFor(tag) !== undefined, { error: 'there are no texts in this language' })
    .default('en')
    .describe('The language for people whose language is not known, such as en, ru or zh-CN'),
  logLevel: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Which log lines are written'),
  onBusy: z.enum(POLICIES).default('queue').describe('What happens to a message that meets a busy session'),
  notices: z
    .enum(['always', 'asker-only', 'first-only', 'off'])
    .default('always')
    .describe('Which status messages are shown'),
  closedNotices: z
    .enum(['keep', 'delete'])
    .default('keep')
    .describe('Whether the status message of a turn that went well stays'),
  failures: z
    .enum(['always', 'silent'])
    .default('always')
    .describe('Whether failures are told in the chat, or only logged'),
  actions: z
    .array(z.enum(ACTION_NAMES))
    .default([...ACTION_NAMES])
    .describe('Buttons that status messages offer'),
  chats: z
    .record(
      z.string().regex(CHAT_KEY, {
        error:
          'must be a session key (agent:…), a channel such as telegram, <channel>:direct, <channel>:group, direct or group',
      }),
      chatConfig,
    )
    .default({})
    .describe(
      'Overrides by chat: a session key, “<channel>:direct”, “<channel>:group”, a channel, “direct” or “group”',
    ),
  queueCap: z
    .int()
    .min(0)
    .max(10_000)
    .default(DEFAULT_RULES.queueCap)
    .describe('Messages that may wait in one session'),
  maxConcurrentTurns: z.int().min(1).max(10_000).default(16).describe('Turns that run at once'),
  laneTimeoutMs: milliseconds
    .default(DEFAULT_WATCHDOG.laneTimeoutMs)
    .describe('A turn without progress for this long is ended, in milliseconds'),
  leaseMs: z
    .int()
    .min(300)
    .max(600_000)
    .default(DEFAULT_RULES.leaseMs)
    .describe('How soon a dead gateway’s turns are taken over, in milliseconds'),
  actionTtlMs: milliseconds
    .default(86_400_000)
    .describe('How long buttons of finished turns are answered, in milliseconds'),
  slowAfterMs: milliseconds
    .default(DEFAULT_RULES.slowAfterMs)
    .describe('A lone turn gets a status message after this, in milliseconds'),
  collectQuietMs: milliseconds
    .default(DEFAULT_RULES.collectQuietMs)
    .describe('The quiet time that ends a “collect” window, in milliseconds'),
  warnAfterMs: milliseconds
    .default(DEFAULT_WATCHDOG.warnAfterMs)
    .describe('Silence after which a session counts as stuck, in milliseconds'),
  stallAfterMs: milliseconds
    .default(DEFAULT_WATCHDOG.stallAfterMs)
    .describe('Silence after which the status message says so, in milliseconds'),
  toolTimeoutMs: milliseconds
    .default(DEFAULT_WATCHDOG.toolTimeoutMs)
    .describe('How long one tool call may take, in milliseconds'),
  maxTurnMs: milliseconds.optional().describe('Hard limit on a turn’s age, in milliseconds; unset: none'),
  drainMs: z.int().min(0).default(30_000).describe('How long a shutdown waits for running turns, in milliseconds'),
})

/** A valid configuration. */
export type Config = z.infer<typeof configSchema>
