import { type Channel, type Clock, type Logger, pause, routeOf } from '@holdline/bridge'
import { DingtalkApi } from './api.ts'
import { Budget } from './budget.ts'
import { Cards, PUBLIC_TEMPLATE } from './cards.ts'
import type { ChannelState } from './channel-state.ts'
import { CHANNEL } from './chat-ref.ts'
import { Chats } from './chats.ts'
import { type DingtalkAccount, maxFileBytes } from './config.ts'
import { Emotions } from './emotions.ts'
import { openFile } from './files.ts'
import { Health } from './health.ts'
import {
  EDIT_EVERY_MS,
  GROUP_EDIT_EVERY_MS,
  MAX_PART_TEXT,
  NOTICES_PER_MINUTE,
  REDRAW_EVERY_MS,
  ROBOT_PER_SECOND,
  TIDY_EVERY_MS,
  TYPING_EVERY_MS,
} from './limits.ts'
import { Outbound } from './outbound.ts'
import { Pace } from './pace.ts'
import { Receiver } from './receiver.ts'
import { TapAnswerer } from './tap-answerer.ts'
import { TapCodes } from './tap-codes.ts'
import type { DingtalkTexts } from './texts.ts'
import { Transport } from './transport.ts'

/** What a DingTalk channel is made of. */
export interface DingtalkOptions {
  readonly account: DingtalkAccount
  readonly state: ChannelState
  readonly texts: DingtalkTexts
  /** The language of the sign of work, where a chat has none. */
  readonly locale: string
  readonly clock: Clock
  readonly logger: Logger
  /** Chance, from 0 to below 1. Default: `Math.random`. */
  readonly random?: () => number
}

/** Makes a DingTalk channel for one robot. */
export function createDingtalk(options: DingtalkOptions): Channel {
  const { account, state, texts, locale, clock, logger, random = Math.random } = options
  const { name, clientId, clientSecret, apiRoot, oapiRoot, robotCode = clientId } = account
  const api = new DingtalkApi({
    clientId,
    clientSecret,
    clock,
    ...(apiRoot === undefined ? {} : { apiRoot }),
    ...(oapiRoot === undefined ? {} : { oapiRoot }),
  })
  const health = new Health()
  const chats = new Chats(state.chats, clock)
  const codes = new TapCodes(state.buttons, clock)
  const { cards: wish = 'auto', cardTemplateId = PUBLIC_TEMPLATE, cardButtons = 'message' } = account
  const cards = new Cards({
    api,
    memory: state.cards,
    codes,
    clock,
    logger,
    health,
    account: name,
    robotCode,
    templateId: cardTemplateId,
    buttons: cardButtons,
    enabled: wish === 'auto',
  })
  const emotions = new Emotions({ api, chats, memory: state.emotions, clock, logger, health, robotCode })
  const outbound = new Outbound({
    api,
    cards,
    chats,
    codes,
    budget: new Budget(clock),
    pace: new Pace(ROBOT_PER_SECOND, clock),
    health,
    logger,
    robotCode,
  })
  const answerer = new TapAnswerer(outbound, texts, logger)
  let stopped: AbortSignal = new AbortController().signal
  let localeOf: (chat: Parameters<NonNullable<Channel['typing']>>[0]) => string = () => locale
  const transport = new Transport({
    api,
    clientId,
    clientSecret,
    health,
    clock,
    logger,
    random,
    receiver: (inbox, signal) =>
      new Receiver({ account: name, clientId, inbox, chats, cards, codes, answerer, clock, logger, health, signal }),
  })
  // The core may want something shown before it starts the channel: a turn that goes on after a restart.
  let loading: Promise<void> | undefined
  const loaded = (): Promise<void> => {
    loading ??= Promise.all([chats.load(), codes.load(), cards.load(), emotions.load()]).then(
      () => {},
      (error: unknown) => {
        // A store that was away is asked again.
        loading = undefined
        throw error
      },
    )
    return loading
  }
  const keepTidy = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      await pause(TIDY_EVERY_MS, clock, signal)
      try {
        await Promise.all([chats.tidy(), codes.tidy(), cards.tidy()])
      } catch (error) {
        // It goes the next time.
        logger.warn({ error }, 'dingtalk: what is too old could not be forgotten')
      }
    }
  }
  return {
    route: routeOf({ channel: CHANNEL, account: name }),
    /** What can be changed depends on the cards, which an operator or the platform may take away. */
    get capabilities() {
      return {
        edit: cards.editable,
        stream: false,
        maxText: MAX_PART_TEXT,
        files: false,
        buttons: true,
        idempotentSend: false,
        typing: { everyMs: TYPING_EVERY_MS, trace: true },
        editEveryMs: EDIT_EVERY_MS,
        editEveryMsInGroups: GROUP_EDIT_EVERY_MS,
        noticesPerMinute: NOTICES_PER_MINUTE,
        redrawEveryMs: REDRAW_EVERY_MS,
        refusesInline: false,
      }
    },
    async start(inbox, signal) {
      stopped = signal
      localeOf = (chat) => inbox.locale(chat)
      await loaded()
      emotions.sweep(signal)
      // Rejects when it is stopped.
      keepTidy(signal).catch(() => {})
      await transport.start(inbox, signal)
    },
    async send(reply) {
      await loaded()
      return await outbound.reply(reply)
    },
    async notify(notice) {
      await loaded()
      return await outbound.notify(notice)
    },
    async edit(ref, notice) {
      await loaded()
      return await outbound.edit(ref, notice)
    },
    async typing(chat, on, replyTo) {
      await loaded()
      if (on) await emotions.put(chat, replyTo, texts(localeOf(chat), 'thinking'))
      else await emotions.end(chat, stopped)
    },
    async openAttachment(ref, signal) {
      return await openFile(api, ref, robotCode, maxFileBytes(account), signal)
    },
    health: () => health.now,
  }
}
