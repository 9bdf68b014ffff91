import { backoff, type Clock, type Logger } from '@holdline/bridge'
import { z } from 'zod'
import type { FeishuApi } from './api.ts'
import { FeishuFailure } from './errors.ts'
import type { Health } from './health.ts'
import { IDENTITY_BACKOFF } from './limits.ts'
import type { BotIdentity } from './mentions.ts'
import { explain } from './problems.ts'

/** Unlike other answers this one has its content in `bot`. */
const answer = z.object({ bot: z.object({ open_id: z.string().min(1), app_name: z.string().default('') }) })

/** Asks who the bot is. @throws {FeishuFailure} */
export async function askIdentity(api: FeishuApi): Promise<BotIdentity> {
  const { data } = answer.safeParse(
    await api.run('bot info', (client) => client.request({ url: '/open-apis/bot/v3/info', method: 'GET' })),
  )
  if (data === undefined) throw new FeishuFailure('not_set_up', 'bot info: the app has no bot')
  return { openId: data.bot.open_id, name: data.bot.app_name }
}

/**
 * Who the bot is. Without that, nobody can tell which messages of a group are for it; so it is asked until it is known,
 * however long that takes, and meanwhile an operator can see it.
 */
export class Identity {
  readonly #known = Promise.withResolvers<BotIdentity>()
  #now: BotIdentity | undefined

  /** Absent: not known yet. */
  get now(): BotIdentity | undefined {
    return this.#now
  }

  /** Resolves when it is known. */
  whenKnown(): Promise<BotIdentity> {
    return this.#known.promise
  }

  /** Asks until it is known; rejects when it is stopped. */
  async find(api: FeishuApi, health: Health, clock: Clock, logger: Logger, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const bot = await askIdentity(api)
        this.#now = bot
        health.named(bot.name === '' ? bot.openId : bot.name)
        this.#known.resolve(bot)
        return
      } catch (error) {
        signal.throwIfAborted()
        const { text, grave } = explain(error)
        health.identity(`it is not known yet who the bot is, so groups are not answered: ${text}`)
        const say = grave || attempt > 1 ? logger.error : logger.warn
        say.call(logger, { error, attempt }, `feishu: it is not known yet who the bot is: ${text}`)
        await backoff(attempt, IDENTITY_BACKOFF, clock, signal)
      }
    }
  }
}
