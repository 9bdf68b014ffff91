import { Api, GrammyError } from 'grammy'
import { onTestFinished } from 'vitest'
import { ManualClock } from '../kit/manual-clock.ts'
import type { FakeTelegram, FakeTelegramOptions } from './fake-telegram.ts'
import { TelegramServer } from './server.ts'
import type { StartedTelegram } from './transports.ts'

/** Something to test with: a platform, its time, the real grammY as its bot, and Ann. */
export function sceneOn<T extends FakeTelegram>({ telegram, url, close }: StartedTelegram<T>, clock: ManualClock) {
  onTestFinished(close)
  const { bot } = telegram
  const api = new Api(bot.token, { apiRoot: url })
  const ann = telegram.user({ firstName: 'Ann', username: 'ann_lee', languageCode: 'ru' })
  return { telegram, url, clock, bot, api, ann, chat: telegram.privateChat(ann) }
}

/** A platform over HTTP, on a clock that the test moves. */
export async function scene(options: FakeTelegramOptions = {}) {
  const clock = new ManualClock()
  const telegram = await TelegramServer.start({ clock, ...options })
  return sceneOn({ telegram, url: telegram.url, close: () => telegram.stop() }, clock)
}

/** What `sceneOn` returns, over whichever transport. */
export type Scene = ReturnType<typeof sceneOn<FakeTelegram>>

/** Calls a method through grammY with whatever parameters, also such as its types forbid. */
export function call({ api }: { readonly api: Api }, method: string, params: object = {}): Promise<unknown> {
  const run: (params: object) => Promise<unknown> = Reflect.get(api.raw, method)
  return run(params)
}

/** The API's error of a call that must fail. */
export async function refusal(call: Promise<unknown>): Promise<GrammyError> {
  const error = await call.then(
    () => new Error('the call was accepted'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof GrammyError) return error
  throw error
}
