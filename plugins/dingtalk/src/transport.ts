import { type Clock, type Inbox, type Logger, pause, startReceiving } from '@holdline/bridge'
import type { DingtalkApi } from './api.ts'
import { DingtalkFailure } from './errors.ts'
import type { Health } from './health.ts'
import { CONNECT_BACKOFF, GOOD_LIFE_MS, LEAVE_MS, START_PATIENCE_MS } from './limits.ts'
import { explain } from './problems.ts'
import type { Receiver } from './receiver.ts'
import { StreamClient } from './stream-client.ts'

/** Messages to the robot. */
const ROBOT_TOPIC = '/v1.0/im/bot/messages/get'

/** Presses on cards. */
const CARD_TOPIC = '/v1.0/card/instances/callback'

/** What a {@link Transport} works with. */
export interface TransportParts {
  readonly api: DingtalkApi
  readonly clientId: string
  readonly clientSecret: string
  readonly health: Health
  readonly clock: Clock
  readonly logger: Logger
  /** Chance, from 0 to below 1: many gateways that lost their line at once do not come back at once. */
  readonly random: () => number
  readonly receiver: (inbox: Inbox, signal: AbortSignal) => Receiver
}

/**
 * Keeps one connection of an account open, and no more than that: a second one would take a random half of the messages.
 * Only while the gateway ends a connection is the next one opened beside it, so that nothing falls between.
 */
export class Transport {
  readonly #parts: TransportParts

  constructor(parts: TransportParts) {
    this.#parts = parts
  }

  /**
   * Resolves when the account receives; when DingTalk cannot be reached, after some seconds all the same: then it goes on
   * trying, and the other channels need not wait.
   */
  async start(inbox: Inbox, signal: AbortSignal): Promise<void> {
    const { clientId, health, clock, logger, receiver } = this.#parts
    await startReceiving({
      channel: 'dingtalk',
      key: clientId,
      twice: 'two DingTalk accounts have the same client id',
      health,
      clock,
      logger,
      patienceMs: START_PATIENCE_MS,
      run: (ready) => this.#supervise(receiver(inbox, signal), signal, ready),
      signal,
    })
  }

  /** One connection after the other, until it is stopped. */
  async #supervise(receiver: Receiver, signal: AbortSignal, ready: () => void): Promise<void> {
    const { clock, health, logger } = this.#parts
    for (let failures = 0; !signal.aborted; ) {
      const left = Promise.withResolvers<'leaving'>()
      const client = this.#client(receiver, signal)
      client.onLeave = () => left.resolve('leaving')
      const since = clock.now()
      try {
        await this.#open(client, signal)
        health.set('ready')
        ready()
        logger.info({ failures }, 'dingtalk: receiving')
        const why = await Promise.race([client.ended, left.promise])
        if (signal.aborted) return
        logger.info({ why }, 'dingtalk: the connection ends; the next one is opened')
        if (why === 'leaving') this.#seeOff(client)
        else health.away('the connection broke')
        failures = clock.now() - since >= GOOD_LIFE_MS ? 0 : failures + 1
        if (why !== 'leaving' || failures > 0) await this.#pause(failures, signal)
      } catch (error) {
        client.disconnect()
        if (signal.aborted) return
        failures += 1
        this.#tell(error, failures, ready)
        await this.#pause(failures, signal)
      }
    }
  }

  #client(receiver: Receiver, signal: AbortSignal): StreamClient {
    const { api, clientId, clientSecret, clock, logger } = this.#parts
    const onError = (error: unknown): void => {
      if (!signal.aborted) logger.error({ error: nameOf(error) }, 'dingtalk: a frame could not be handled')
    }
    const client = new StreamClient({
      clientId,
      clientSecret,
      clock,
      ticket: (topics, timeout) => api.openStream(topics, timeout),
      onError,
    })
    return client
      .listen(ROBOT_TOPIC, async ({ messageId, data }) => {
        await receiver.message(data)
        client.acknowledge(messageId)
      })
      .listen(CARD_TOPIC, ({ messageId, data }) =>
        receiver.callback(messageId, data, () => client.acknowledge(messageId, {})),
      )
  }

  async #open(client: StreamClient, signal: AbortSignal): Promise<void> {
    const stop = () => client.disconnect()
    signal.addEventListener('abort', stop)
    void client.ended.then(() => signal.removeEventListener('abort', stop))
    await client.connect()
    signal.throwIfAborted()
  }

  /** Messages still come by a connection that is to end. */
  #seeOff(client: StreamClient): void {
    const cancel = this.#parts.clock.after(LEAVE_MS, () => client.disconnect())
    void client.ended.then(cancel)
  }

  #tell(error: unknown, failures: number, giveUpWaiting: () => void): void {
    const { health, logger } = this.#parts
    const problem = explain(error)
    if (problem.state === 'degraded') health.away(problem.text)
    else health.set(problem.state, problem.text)
    if (problem.grave) logger.error({ error, failures }, `dingtalk: ${problem.text}`)
    else logger.warn({ error, failures }, `dingtalk: ${problem.text}`)
    // Credentials that are not known stay so: nobody has to wait for them.
    if (problem.state === 'failed') giveUpWaiting()
  }

  /** Doubled each time; between half of it and all of it. */
  async #pause(failures: number, signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#parts
    const { firstMs, longestMs } = CONNECT_BACKOFF
    const most = Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(0, failures - 1), 30))
    await pause(most * (0.5 + random() / 2), clock, signal).catch(() => {})
  }
}

function nameOf(error: unknown): unknown {
  return error instanceof DingtalkFailure || !(error instanceof Error) ? error : error.name
}
