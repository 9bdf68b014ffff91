import { ACTION_NAMES, DEFAULT_RULES, DEFAULT_WATCHDOG, POLICIES } from '@holdline/bridge'
import { z } from 'zod'

const milliseconds = z.int().min(1).max(2_147_483_647)

/** The keys that every channel of the suite has, named as the host's bundled channels name theirs. */
export const commonConfig = {
  enabled: z.boolean().optional().describe('Whether this channel runs.'),
  name: z.string().optional().describe('What the account is called on status pages.'),
  dmPolicy: z
    .enum(['pairing', 'allowlist', 'open', 'disabled'])
    .optional()
    .describe('Who may write in direct chats: pairing, allowlist, open or disabled.'),
  allowFrom: z
    .array(z.union([z.string(), z.number()]))
    .optional()
    .describe('Ids of the people who may write in direct chats and give commands. "*" means everybody.'),
  groupAllowFrom: z
    .array(z.union([z.string(), z.number()]))
    .optional()
    .describe('Ids of the people who are heard in groups under allowlist. Default: those of allowFrom.'),
  groupPolicy: z
    .enum(['open', 'allowlist', 'disabled'])
    .optional()
    .describe(
      'Who is heard in groups: everybody, the listed people in the groups under groups, or nobody. Default allowlist.',
    ),
  groups: z
    .record(
      z.string(),
      z.strictObject({
        requireMention: z.boolean().optional().describe('Answer only when addressed. Default true.'),
        allowFrom: z
          .array(z.union([z.string(), z.number()]))
          .optional()
          .describe('Ids of the people who are heard in this group. Default: by groupPolicy.'),
        groupPolicy: z
          .enum(['open', 'allowlist', 'disabled'])
          .optional()
          .describe('Who is heard in this group. Default: the groupPolicy of the account.'),
        enabled: z.boolean().optional().describe('Whether the bot answers in this group at all. Default true.'),
        onBusy: z.enum(POLICIES).optional().describe('What happens to a message that meets a busy session here.'),
      }),
    )
    .optional()
    .describe('Settings by group id. "*" stands for all groups.'),
  defaultTo: z
    .union([z.string(), z.number()])
    .optional()
    .describe('The chat of messages that name none, such as reminders.'),
  onBusy: z
    .enum(POLICIES)
    .optional()
    .describe(
      'What happens to a message that meets a busy session. Default: messages.queue.mode where it is set, else queue.',
    ),
  notices: z
    .enum(['always', 'asker-only', 'first-only', 'off'])
    .optional()
    .describe('Which status messages are shown. off leaves the behaviour of the host.'),
  closedNotices: z
    .enum(['keep', 'delete'])
    .optional()
    .describe('Whether the status message of a turn that went well stays.'),
  failures: z.enum(['always', 'silent']).optional().describe('Whether failures are told in the chat, or only logged.'),
  actions: z.array(z.enum(ACTION_NAMES)).optional().describe('Buttons that status messages offer.'),
  locale: z.string().optional().describe('Language for people whose language is not known, such as en, ru or zh-CN.'),
  queueCap: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe(`Messages that may wait in one session. Default ${DEFAULT_RULES.queueCap}.`),
  slowAfterMs: milliseconds
    .optional()
    .describe(`A lone turn gets a status message after this, in milliseconds. Default ${DEFAULT_RULES.slowAfterMs}.`),
  leaseMs: z
    .int()
    .min(300)
    .max(600_000)
    .optional()
    .describe(`How soon a dead gateway’s turns are taken over, in milliseconds. Default ${DEFAULT_RULES.leaseMs}.`),
  warnAfterMs: milliseconds
    .optional()
    .describe(
      `Silence after which a session counts as stuck, in milliseconds. Default ${DEFAULT_WATCHDOG.warnAfterMs}.`,
    ),
  stallAfterMs: milliseconds
    .optional()
    .describe(
      `Silence after which the status message says so, in milliseconds. Default ${DEFAULT_WATCHDOG.stallAfterMs}.`,
    ),
  laneTimeoutMs: milliseconds
    .optional()
    .describe(
      `A turn without progress for this long is ended, in milliseconds. Default ${DEFAULT_WATCHDOG.laneTimeoutMs}.`,
    ),
} as const

/** The common keys as a schema of their own. */
export const commonSchema = z.object(commonConfig)

/** The common keys of one account. */
export type CommonConfig = z.output<typeof commonSchema>
