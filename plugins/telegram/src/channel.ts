import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  AccountHealth,
  type Channel,
  type ChatRef,
  type Clock,
  type CommandWords,
  type Inbox,
  type Logger,
  Recent,
  routeOf,
} from '@holdline/bridge'
import { createApi } from './api.ts'
import { Budget } from './budget.ts'
import { CHANNEL } from './chat-ref.ts'
import { maxFileBytes, type TelegramAccount } from './config.ts'
import { Drafts } from './drafts.ts'
import { openFile } from './files.ts'
import {
  GROUP_EDIT_EVERY_MS,
  MAX_PART_TEXT,
  MAX_PARTS,
  NOTICES_PER_MINUTE,
  PRIVATE_EDIT_EVERY_MS,
  REDRAW_EVERY_MS,
  REMEMBERED,
  TYPING_EVERY_MS,
} from './limits.ts'
import { menusOf } from './menu.ts'
import { Outbound } from './outbound.ts'
import { Receiver } from './receiver.ts'
import { Standings } from './standings.ts'
import { TapAnswerer } from './tap-answerer.ts'
import type { TelegramTexts } from './texts.ts'
import { Transport } from './transport.ts'
import { Webhook } from './webhook.ts'

/** What a Telegram channel is made of. */
export interface TelegramOptions {
  readonly account: TelegramAccount
  /** The words of the core's commands, in all languages. */
  readonly commands: CommandWords
  readonly texts: TelegramTexts
  /** The language of the command menu for everybody whose language has none. */
  readonly locale: string
  readonly clock: Clock
  readonly logger: Logger
}

/** One Telegram bot. */
export interface Telegram extends Channel {
  /** Answers a webhook call. False: it is not for this bot, and nothing was done. */
  handleWebhook(request: IncomingMessage, response: ServerResponse): boolean
}

/** Makes a Telegram channel for one bot. */
export function createTelegram({ account, commands, texts, locale, clock, logger }: TelegramOptions): Telegram {
  const { name, botToken, apiRoot, proxy, webhookUrl, webhookSecret, streaming = true } = account
  const api = createApi({
    token: botToken,
    ...(apiRoot === undefined ? {} : { apiRoot }),
    ...(proxy === undefined ? {} : { proxy }),
  })
  const health = new AccountHealth()
  const drafts = new Drafts(api, clock, logger)
  const forums = new Recent<string, boolean>(REMEMBERED)
  let moved: Inbox['moved'] = async () => {}
  const outbound = new Outbound({
    api,
    budget: new Budget(clock),
    moved: (from: ChatRef, to: ChatRef) => moved(from, to),
    isForum: (chat) => forums.get(chat) === true,
  })
  const address =
    webhookUrl === undefined || webhookSecret === undefined ? null : { url: webhookUrl, secret: webhookSecret }
  const webhook = address === null ? null : new Webhook({ ...address, clock, logger })
  const transport = new Transport({
    api,
    health,
    clock,
    logger,
    menus: menusOf(texts, locale),
    ...(address === null || webhook === null ? {} : { webhook: { address, server: webhook } }),
    receiver: (bot, inbox, signal) =>
      new Receiver({
        account: name,
        bot,
        inbox,
        commands,
        maxFileBytes: maxFileBytes(account),
        clock,
        logger,
        health,
        standings: new Standings(api, clock, logger),
        answerer: new TapAnswerer({ api, texts, clock, logger, signal }),
        isStreaming: (draftId, { chat }) => drafts.isLive(chat, draftId),
        sawForum: (chat, forum) => forums.set(chat, forum),
        signal,
      }),
  })
  return {
    route: routeOf({ channel: CHANNEL, account: name }),
    capabilities: {
      edit: true,
      stream: streaming,
      maxText: MAX_PART_TEXT,
      maxParts: MAX_PARTS,
      files: true,
      media: true,
      buttons: true,
      idempotentSend: false,
      typing: { everyMs: TYPING_EVERY_MS, trace: false },
      editEveryMs: PRIVATE_EDIT_EVERY_MS,
      editEveryMsInGroups: GROUP_EDIT_EVERY_MS,
      noticesPerMinute: NOTICES_PER_MINUTE,
      redrawEveryMs: REDRAW_EVERY_MS,
      refusesInline: false,
    },
    async start(inbox, signal) {
      moved = (from, to) => inbox.moved(from, to)
      await transport.start(inbox, signal)
    },
    async send(reply) {
      await drafts.finish(reply.chat, reply.messageId)
      return await outbound.reply(reply)
    },
    async sendFile(file) {
      await drafts.finish(file.chat, file.messageId)
      return await outbound.file(file)
    },
    notify: (notice) => outbound.notify(notice),
    edit: (ref, notice) => outbound.edit(ref, notice),
    retire: (ref, chat) => outbound.retire(ref, chat),
    ...(streaming ? { stream: (partial) => drafts.show(partial) } : {}),
    async typing(chat, on) {
      // Telegram ends typing by itself, after some seconds or with the next message.
      if (on) await outbound.typing(chat)
      else drafts.end(chat)
    },
    openAttachment: (ref, signal) => openFile(api, ref, maxFileBytes(account), signal),
    health: () => health.now,
    handleWebhook: (request, response) => webhook?.handle(request, response) ?? false,
  }
}
