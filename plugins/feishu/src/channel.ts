import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Channel,
  type ChannelMemory,
  type Clock,
  type CommandWords,
  type Logger,
  Recent,
  routeOf,
} from '@holdline/bridge'
import { createApi } from './api.ts'
import { Budget } from './budget.ts'
import { CHANNEL } from './chat-ref.ts'
import { type FeishuAccount, maxFileBytes, webhookPathOf } from './config.ts'
import { Directory } from './directory.ts'
import { openFile } from './files.ts'
import { Health } from './health.ts'
import { Identity } from './identity.ts'
import {
  EDIT_EVERY_MS,
  MAX_PART_TEXT,
  MAX_PARTS,
  NOTICES_PER_MINUTE,
  REDRAW_EVERY_MS,
  REMEMBERED,
  TYPING_EVERY_MS,
} from './limits.ts'
import { Names } from './names.ts'
import { Outbound } from './outbound.ts'
import { Reactions } from './reactions.ts'
import { Receiver } from './receiver.ts'
import { TapGate } from './tap-gate.ts'
import type { FeishuTexts } from './texts.ts'
import { Threads } from './threads.ts'
import { Transport } from './transport.ts'
import { Webhook } from './webhook.ts'

/** What a Feishu channel is made of. */
export interface FeishuOptions {
  readonly account: FeishuAccount
  /** The words of the core's commands, in all languages. */
  readonly commands: CommandWords
  readonly texts: FeishuTexts
  /** Reactions that stand for typing, over a restart. */
  readonly memory: ChannelMemory
  /** Messages of threads, over a restart. */
  readonly threads: ChannelMemory
  /** Shared by the accounts of one process, since the bots of a group share its limit; default: one of its own. */
  readonly budget?: Budget
  readonly clock: Clock
  /** In [0, 1), for jitter; default `Math.random`. */
  readonly random?: () => number
  readonly logger: Logger
}

/** One Feishu or Lark bot. */
export interface Feishu extends Channel {
  /** Answers a webhook call. False: it is not for this bot, and nothing was done. */
  handleWebhook(request: IncomingMessage, response: ServerResponse): boolean
}

/** Makes a Feishu channel for one bot. */
export function createFeishu(options: FeishuOptions): Feishu {
  const { account, commands, texts, memory, clock, logger, random = Math.random } = options
  const { budget = new Budget(clock) } = options
  const { name, appId, connectionMode, verificationToken, encryptKey } = account
  const api = createApi(account, logger)
  const health = new Health()
  const identity = new Identity()
  const gate = new TapGate(clock)
  const directory = new Directory(api, clock, logger)
  const names = new Names(api, clock, logger)
  const reactions = new Reactions({ api, budget, memory, clock, logger })
  const own = new Recent<string, true>(REMEMBERED)
  const threads = new Threads({ memory: options.threads, clock, logger })
  const outbound = new Outbound({
    api,
    budget,
    gate,
    clock,
    logger,
    sent(chat, message) {
      own.set(message, true)
      void threads.saw(chat, message)
    },
    anchorsOf: (chat) => threads.anchorsOf(chat),
  })
  const webhook =
    connectionMode === 'webhook' && verificationToken !== undefined && encryptKey !== undefined
      ? new Webhook({ path: webhookPathOf(account), verificationToken, encryptKey, clock, logger })
      : undefined
  const transport = new Transport({
    api,
    account,
    identity,
    health,
    clock,
    random,
    logger,
    ...(webhook === undefined ? {} : { webhook }),
    receiver: (inbox, signal) =>
      new Receiver({
        account: name,
        appId,
        identity,
        directory,
        names,
        inbox,
        commands,
        texts,
        gate,
        health,
        clock,
        logger,
        tapped: (message) =>
          void outbound.tapped(message).catch((error: unknown) => {
            logger.debug({ error }, 'feishu: a card could not be brought up to date after a tap')
          }),
        isOwn: (message) => own.get(message) === true,
        saw(chat, message, threadRoot) {
          reactions.saw(chat, message)
          void threads.saw(chat, message, threadRoot)
        },
        signal,
      }),
  })
  return {
    route: routeOf({ channel: CHANNEL, account: name }),
    capabilities: {
      edit: true,
      stream: false,
      maxText: MAX_PART_TEXT,
      maxParts: MAX_PARTS,
      files: true,
      media: true,
      buttons: true,
      idempotentSend: true,
      typing: { everyMs: TYPING_EVERY_MS, trace: true },
      editEveryMs: EDIT_EVERY_MS,
      noticesPerMinute: NOTICES_PER_MINUTE,
      redrawEveryMs: REDRAW_EVERY_MS,
      refusesInline: false,
      translates: true,
    },
    async start(inbox, signal) {
      await reactions.start(signal)
      await transport.start(inbox, signal)
    },
    send: (reply) => outbound.reply(reply),
    sendFile: (file) => outbound.file(file),
    notify: (notice) => outbound.notify(notice),
    edit: (ref, notice) => outbound.edit(ref, notice),
    retire: (ref, chat) => outbound.retire(ref, chat),
    async typing(chat, on, replyTo) {
      if (on) await reactions.show(chat, replyTo)
      else reactions.end(chat)
    },
    openAttachment: (ref, signal) => openFile(api, ref, maxFileBytes(account), signal),
    health: () => health.now,
    handleWebhook: (request, response) => webhook?.handle(request, response) ?? false,
  }
}
