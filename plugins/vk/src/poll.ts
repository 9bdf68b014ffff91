import { type AccountHealth, backoff, type ChannelMemory, type Clock, type Logger, pause } from '@holdline/bridge'
import { pollServerSchema } from './answers.ts'
import type { VkApi } from './api.ts'
import { pauseAfter, VkFailure } from './errors.ts'
import type { VkEvent } from './events.ts'
import { POLL_BACKOFF, POLL_SECONDS, TRIAL_POLL_SECONDS } from './limits.ts'
import { askForEvents, type PollServer } from './poll-server.ts'
import { explain } from './problems.ts'

/** What a poll loop works with. */
export interface PollParts {
  readonly api: VkApi
  readonly groupId: number
  /** Resolves when all of these are durable; rejects when it was stopped before. */
  readonly take: (events: readonly VkEvent[]) => Promise<void>
  /** Where the place in VK's events is kept, by community. */
  readonly memory: ChannelMemory
  readonly health: AccountHealth
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
  /** It receives; called once. */
  readonly ready: () => void
  /** It cannot receive as configured: nobody has to wait for it. */
  readonly hopeless: () => void
}

/** Where a poll goes on: a server, and the place in the events, which outlives it. */
interface Place {
  readonly server: PollServer
  readonly ts: string
}

/**
 * Waits for events until it is stopped. The place in the events (`ts`) moves on only when all of a batch is durable, and
 * is kept over restarts: what came in between is still there. A lapsed key changes the server and not the place. vk-io's
 * own loop loses events then, cannot be stopped, and moves on before anything was done.
 */
export async function poll(parts: PollParts): Promise<void> {
  const { health, logger, take, signal, ready } = parts
  let place: Place | null = null
  let opened = false
  for (let failures = 0; !signal.aborted; ) {
    try {
      place ??= await open(parts)
      if (!opened) {
        health.set('ready')
        ready()
      }
      opened = true
      // After a failure only a poll that works shows that it is over: VK may go on giving out servers that do not answer.
      const waitSeconds = failures > 0 ? TRIAL_POLL_SECONDS : POLL_SECONDS
      const answer = await askForEvents(place.server, place.ts, signal, waitSeconds)
      if (failures > 0) logger.info({ failures }, 'vk: receiving again')
      failures = 0
      health.set('ready')
      if (answer.failed === undefined) {
        if (answer.broken > 0) {
          logger.error({ events: answer.broken }, 'vk: events could not be read')
          health.count('not understood')
        }
        await take(answer.events)
        if (answer.ts !== place.ts) await keep(parts, answer.ts)
        place = { ...place, ts: answer.ts }
      } else place = await recoverPlace(parts, place, answer)
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      // A server that does not answer may be gone: the next try asks for another, and goes on at the same place.
      place = null
      await waitAfter(parts, error, failures)
    }
  }
}

/** A server to poll, and the place that was kept; without one, the place where VK is now. */
async function open({ api, groupId, memory, signal }: PollParts): Promise<Place> {
  const params = { group_id: groupId }
  const { ts, ...server } = await api.call('groups.getLongPollServer', params, pollServerSchema, {
    kind: 'answer',
    signal,
  })
  const kept = (await memory.all()).get(String(groupId))
  if (typeof kept === 'string') return { server, ts: kept }
  // Kept before anything came: what comes while the gateway is down is not lost even then.
  await memory.set(String(groupId), ts)
  return { server, ts }
}

async function keep({ memory, groupId }: PollParts, ts: string): Promise<void> {
  await memory.set(String(groupId), ts)
}

/** Goes on after the server has refused. Only what VK itself has dropped is lost, and that is logged. */
async function recoverPlace(
  parts: PollParts,
  place: Place,
  answer: { readonly failed: 1; readonly ts: string } | { readonly failed: 2 | 3 },
): Promise<Place> {
  const { logger, health } = parts
  switch (answer.failed) {
    case 1:
      logger.warn({ ts: place.ts }, 'vk: VK no longer has all events since the last one received; older ones are lost')
      health.count('history gone')
      await keep(parts, answer.ts)
      return { ...place, ts: answer.ts }
    case 2:
      logger.debug({}, 'vk: the key of the long poll has lapsed')
      return { ...(await open(parts)), ts: place.ts }
    case 3: {
      logger.warn({ ts: place.ts }, 'vk: VK has forgotten where we were; events of the meantime may be lost')
      health.count('history gone')
      const { api, groupId, signal } = parts
      const params = { group_id: groupId }
      const { ts, ...server } = await api.call('groups.getLongPollServer', params, pollServerSchema, {
        kind: 'answer',
        signal,
      })
      await keep(parts, ts)
      return { server, ts }
    }
    default:
      answer satisfies never
      return place
  }
}

/** Says what is wrong, and waits. */
async function waitAfter(
  { health, logger, clock, signal, hopeless }: PollParts,
  error: unknown,
  failures: number,
): Promise<void> {
  const problem = explain(error)
  health.set(problem.state, problem.text)
  if (problem.state === 'failed') hopeless()
  if (problem.grave) logger.error({ error, failures }, `vk: ${problem.text}`)
  else logger.warn({ error, failures }, `vk: ${problem.text}`)
  const asked = error instanceof VkFailure && error.kind !== 'server' ? pauseAfter(error) : 0
  try {
    if (asked > 0) await pause(asked, clock, signal)
    else await backoff(failures, POLL_BACKOFF, clock, signal)
  } catch {
    // It was stopped: the loop ends.
  }
}
