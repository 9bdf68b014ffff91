import type { Update } from '@grammyjs/types'
import type { AccountHealth, Clock, Logger } from '@holdline/bridge'
import { backoff, pause } from '@holdline/bridge'
import type { TelegramApi } from './api.ts'
import { TelegramFailure } from './errors.ts'
import { ALLOWED_UPDATES, CONFLICT_PAUSE_MS, POLL_BACKOFF, POLL_GRACE_MS, POLL_LIMIT, POLL_SECONDS } from './limits.ts'
import { explain } from './problems.ts'

/** What a poll loop works with. */
export interface PollParts {
  readonly api: TelegramApi
  /** Resolves when all of these are durable; rejects when it was stopped before. */
  readonly take: (updates: readonly Update[]) => Promise<void>
  readonly health: AccountHealth
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
}

/**
 * Asks for updates until it is stopped. Telegram forgets updates when it is asked for later ones, so the next question
 * waits until all of a batch is durable. After a crash in between they come again, and the core knows them. grammY's own
 * loop forgets updates on errors and hands them over twice when it stops, and its runner forgets before it hands over.
 */
export async function poll({ api, take, health, clock, logger, signal }: PollParts): Promise<void> {
  let offset: number | undefined
  for (let failures = 0; !signal.aborted; ) {
    try {
      const updates = await api.run(
        'getUpdates',
        (raw, shim) =>
          raw.getUpdates(
            {
              ...(offset === undefined ? {} : { offset }),
              timeout: POLL_SECONDS,
              limit: POLL_LIMIT,
              allowed_updates: ALLOWED_UPDATES,
            },
            shim,
          ),
        { signal, timeoutMs: POLL_SECONDS * 1000 + POLL_GRACE_MS },
      )
      if (failures > 0) logger.info({ failures }, 'telegram: receiving again')
      failures = 0
      health.set('ready')
      await take(updates)
      const last = updates.at(-1)
      if (last !== undefined) offset = last.update_id + 1
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      await recover(error, failures)
    }
  }

  /** Says what is wrong, and waits. */
  async function recover(error: unknown, failures: number): Promise<void> {
    const problem = explain(error)
    health.set(problem.state, problem.text)
    if (problem.grave) logger.error({ error, failures }, `telegram: ${problem.text}`)
    else logger.warn({ error, failures }, `telegram: ${problem.text}`)
    const conflict = error instanceof TelegramFailure && (error.kind === 'other_poller' || error.kind === 'webhook_set')
    const asked = error instanceof TelegramFailure ? error.retryAfterMs : undefined
    try {
      if (asked !== undefined) await pause(asked, clock, signal)
      else if (conflict) await pause(CONFLICT_PAUSE_MS, clock, signal)
      else await backoff(failures, POLL_BACKOFF, clock, signal)
    } catch {
      // It was stopped: the loop ends.
    }
  }
}
