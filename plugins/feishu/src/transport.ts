import { type Clock, type Inbox, type Logger, startReceiving } from '@holdline/bridge'
import type { FeishuApi } from './api.ts'
import type { FeishuAccount } from './config.ts'
import { keepConnected } from './connection.ts'
import type { Health } from './health.ts'
import type { Identity } from './identity.ts'
import { START_PATIENCE_MS } from './limits.ts'
import { explain } from './problems.ts'
import type { Receiver } from './receiver.ts'
import type { Webhook } from './webhook.ts'

/** What a {@link Transport} works with. */
export interface TransportParts {
  readonly api: FeishuApi
  readonly account: FeishuAccount
  readonly identity: Identity
  readonly health: Health
  readonly clock: Clock
  readonly random: () => number
  readonly logger: Logger
  /** Absent: events come by a long connection. */
  readonly webhook?: Webhook
  readonly receiver: (inbox: Inbox, signal: AbortSignal) => Receiver
}

/** Connects an account, and receives until it is stopped. */
export class Transport {
  readonly #parts: TransportParts

  constructor(parts: TransportParts) {
    this.#parts = parts
  }

  /**
   * Resolves when the account receives and knows who it is; when the platform cannot be reached, after some seconds all
   * the same: then it goes on trying, and the other channels need not wait.
   */
  async start(inbox: Inbox, signal: AbortSignal): Promise<void> {
    const { api, identity, health, clock, logger } = this.#parts
    await startReceiving({
      channel: 'feishu',
      key: `${api.domain} ${api.appId}`,
      twice: 'two Feishu accounts have the same App ID',
      health,
      clock,
      logger,
      patienceMs: START_PATIENCE_MS,
      signal,
      run: async (ready) => {
        const receiving = this.#receive(inbox, signal, ready)
        identity.find(api, health, clock, logger, signal).catch(() => {
          // It was stopped.
        })
        await Promise.all([receiving, identity.whenKnown()])
        ready()
      },
    })
  }

  /** Resolves when the first connection is there. `giveUp`: nobody has to wait for what does not pass by itself. */
  #receive(inbox: Inbox, signal: AbortSignal, giveUp: () => void): Promise<void> {
    const { webhook, health, logger } = this.#parts
    const receiver = this.#parts.receiver(inbox, signal)
    const take = (type: string, event: unknown) => receiver.take(type, event)
    if (webhook !== undefined) {
      webhook.open(take, signal)
      health.set('ready')
      logger.info({}, 'feishu: receiving by webhook')
      return Promise.resolve()
    }
    const first = Promise.withResolvers<void>()
    keepConnected({
      ...this.#parts,
      take,
      signal,
      connected: () => {
        health.set('ready')
        logger.info({}, 'feishu: receiving by a long connection')
        first.resolve()
      },
      failed: (error, attempt) => {
        const { state, text, grave } = explain(error)
        health.set(state, text)
        if (grave) logger.error({ error, attempt }, `feishu: ${text}`)
        else logger.warn({ error, attempt }, `feishu: ${text}`)
        if (state === 'failed') giveUp()
      },
    }).catch((error: unknown) => {
      health.set('failed', 'receiving ended unexpectedly; see the log')
      logger.error({ error }, 'feishu: receiving ended unexpectedly')
    })
    return first.promise
  }
}
