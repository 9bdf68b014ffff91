import {
  type AccountHealth,
  backoff,
  type Clock,
  type Inbox,
  type Logger,
  pause,
  startReceiving,
} from '@holdline/bridge'
import type { BotIdentity } from './address.ts'
import type { TelegramApi } from './api.ts'
import { TelegramFailure } from './errors.ts'
import { ALLOWED_UPDATES, POLL_BACKOFF, START_PATIENCE_MS, WEBHOOK_CONNECTIONS } from './limits.ts'
import { type Menu, publishMenus } from './menu.ts'
import { poll } from './poll.ts'
import { explain } from './problems.ts'
import type { Receiver } from './receiver.ts'
import type { Webhook, WebhookAddress } from './webhook.ts'

/** What a {@link Transport} works with. */
export interface TransportParts {
  readonly api: TelegramApi
  readonly health: AccountHealth
  readonly clock: Clock
  readonly logger: Logger
  readonly menus: readonly Menu[]
  /** Absent: updates are asked for by long polling. */
  readonly webhook?: { readonly address: WebhookAddress; readonly server: Webhook }
  readonly receiver: (bot: BotIdentity, inbox: Inbox, signal: AbortSignal) => Receiver
}

/** Connects an account: finds out who it is, takes over receiving, and receives until it is stopped. */
export class Transport {
  readonly #parts: TransportParts

  constructor(parts: TransportParts) {
    this.#parts = parts
  }

  /**
   * Resolves when the account receives; when Telegram cannot be reached, after some seconds all the same: then it goes
   * on trying, and the other channels need not wait.
   */
  async start(inbox: Inbox, signal: AbortSignal): Promise<void> {
    const { api, health, clock, logger } = this.#parts
    await startReceiving({
      channel: 'telegram',
      key: api.token,
      twice: 'two Telegram accounts have the same bot token',
      health,
      clock,
      logger,
      patienceMs: START_PATIENCE_MS,
      run: (ready) => this.#run(inbox, signal, ready),
      signal,
    })
  }

  async #run(inbox: Inbox, signal: AbortSignal, ready: () => void): Promise<void> {
    const { api, health, clock, logger, menus, webhook } = this.#parts
    const bot = await this.#untilItWorks(() => this.#identity(signal), signal, ready)
    const receiver = this.#parts.receiver(bot, inbox, signal)
    await this.#untilItWorks(() => this.#takeOver(signal), signal, ready)
    if (webhook !== undefined) webhook.server.open((updates) => receiver.take(updates), signal)
    health.set('ready')
    ready()
    logger.info({ bot: bot.username, by: webhook === undefined ? 'long polling' : 'webhook' }, 'telegram: receiving')
    void publishMenus(api, menus, clock, logger, signal)
    if (webhook === undefined)
      await poll({ api, health, clock, logger, signal, take: (updates) => receiver.take(updates) })
  }

  async #identity(signal: AbortSignal): Promise<BotIdentity> {
    const { api, health, logger } = this.#parts
    const me = await api.run('getMe', (raw, shim) => raw.getMe(shim), { signal })
    health.note('bot', `@${me.username}`)
    if (!me.can_read_all_group_messages)
      logger.debug(
        { bot: me.username },
        'telegram: privacy mode is on; in groups only commands, mentions and replies arrive',
      )
    return { id: me.id, username: me.username }
  }

  /** Of polling and webhook Telegram has one at a time. */
  async #takeOver(signal: AbortSignal): Promise<void> {
    const { api, webhook, logger } = this.#parts
    if (webhook !== undefined) {
      const { url, secret } = webhook.address
      const settings = {
        url,
        secret_token: secret,
        allowed_updates: ALLOWED_UPDATES,
        max_connections: WEBHOOK_CONNECTIONS,
      }
      await api.run('setWebhook', (raw, shim) => raw.setWebhook(settings, shim), { signal })
      return
    }
    const url = await this.#foreignWebhook(signal)
    if (url === undefined || url === '') return
    logger.warn(
      { host: URL.parse(url)?.host },
      'telegram: the bot had a webhook; it is removed, since updates are asked for by polling',
    )
    await api.run('deleteWebhook', (raw, shim) => raw.deleteWebhook({}, shim), { signal })
  }

  /** Where updates go now. A server that does not say holds nothing up: polling is refused if there is a webhook. */
  async #foreignWebhook(signal: AbortSignal): Promise<string | undefined> {
    const { api, logger } = this.#parts
    try {
      return (await api.run('getWebhookInfo', (raw, shim) => raw.getWebhookInfo(shim), { signal })).url
    } catch (error) {
      signal.throwIfAborted()
      logger.debug({ error }, 'telegram: no word of webhooks; polling will tell')
      return undefined
    }
  }

  /** A token that is not known stays so: nobody has to wait for it. */
  async #untilItWorks<T>(step: () => Promise<T>, signal: AbortSignal, giveUpWaiting: () => void): Promise<T> {
    const { health, clock, logger } = this.#parts
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await step()
      } catch (error) {
        signal.throwIfAborted()
        const problem = explain(error)
        health.set(problem.state, problem.text)
        if (problem.grave) logger.error({ error, attempt }, `telegram: ${problem.text}`)
        else logger.warn({ error, attempt }, `telegram: ${problem.text}`)
        if (problem.state === 'failed') giveUpWaiting()
        if (error instanceof TelegramFailure && error.retryAfterMs !== undefined)
          await pause(error.retryAfterMs, clock, signal)
        else await backoff(attempt, POLL_BACKOFF, clock, signal)
      }
    }
  }
}
