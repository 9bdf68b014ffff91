import { z } from 'zod'

const time = z.iso.datetime()

const line = {
  key: z.string(),
  busy: z.boolean(),
  reason: z.string().nullable(),
  since: time.nullable(),
  turnId: z.string().nullable(),
  queued: z.int(),
  stuck: z.boolean(),
  holder: z.string().nullable(),
  lastOutcome: z.string().nullable(),
}

/** What `sessions list --json` prints, as DESIGN §6 has it. */
export const sessionsList = z.strictObject({ sessions: z.array(z.strictObject(line)) })

/** What `sessions explain --json` prints; it may say more. */
export const sessionExplanation = z.looseObject({
  ...line,
  lease: z.looseObject({ epoch: z.int(), expiresAt: time }).nullable(),
  lastProgressAt: time.nullable(),
  attempts: z.int(),
  queue: z.array(z.strictObject({ messageId: z.string(), receivedAt: time, state: z.string() })),
  notices: z.array(z.looseObject({ id: z.string(), state: z.string() })),
  history: z.array(z.looseObject({ turnId: z.string(), outcome: z.string().nullable() })),
})

/** The session of a web chat. */
export function sessionOf(chat: string): string {
  return `agent:main:webchat:default:direct:${chat}`
}
