import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  AccountHealth,
  type Channel,
  type ChannelMemory,
  type ChatRef,
  type Clock,
  type CommandWords,
  type Logger,
  Recent,
  routeOf,
} from '@holdline/bridge'
import { createApi } from './api.ts'
import { Budget } from './budget.ts'
import { Callback } from './callback.ts'
import { CHANNEL } from './chat-ref.ts'
import { maxFileBytes, type VkAccount } from './config.ts'
import type { VkClient } from './events.ts'
import { openFile } from './files.ts'
import { buttonKindOf } from './keyboard.ts'
import {
  EDIT_EVERY_MS,
  GROUP_EDIT_EVERY_MS,
  MAX_PART_TEXT,
  MAX_PARTS,
  NOTICES_PER_MINUTE,
  REDRAW_EVERY_MS,
  REMEMBERED,
  TYPING_EVERY_MS,
} from './limits.ts'
import { Outbound } from './outbound.ts'
import { People } from './people.ts'
import { Receiver } from './receiver.ts'
import { TapAnswerer } from './tap-answerer.ts'
import type { VkTexts } from './texts.ts'
import { Transport } from './transport.ts'
import { wholeMessage } from './whole-message.ts'

/** What a VK channel is made of. */
export interface VkOptions {
  readonly account: VkAccount
  /** The words of the core's commands, in all languages. */
  readonly commands: CommandWords
  readonly texts: VkTexts
  /** Where the place in VK's events is kept over restarts, for this account alone. */
  readonly memory: ChannelMemory
  readonly clock: Clock
  readonly logger: Logger
}

/** One community's bot. */
export interface Vk extends Channel {
  /** Answers a call of the Callback API. False: it is not for this bot, and nothing was done. */
  handleWebhook(request: IncomingMessage, response: ServerResponse): boolean
}

/** Makes a VK channel for one community. */
export function createVk({ account, commands, texts, memory, clock, logger }: VkOptions): Vk {
  const { name, groupToken, groupId, apiRoot, callbackUrl, callbackSecret } = account
  const budget = new Budget(clock)
  const api = createApi({ token: groupToken, apiRoot, budget })
  const health = new AccountHealth()
  const clients = new Recent<string, VkClient>(REMEMBERED)
  const buttonsIn = ({ chat }: ChatRef) => buttonKindOf(clients.get(chat))
  const outbound = new Outbound({ api, budget, buttonsIn, clock, logger })
  const address =
    callbackUrl === undefined || callbackSecret === undefined || groupId === undefined
      ? null
      : { url: callbackUrl, secret: callbackSecret, groupId }
  const callback = address === null ? null : new Callback({ ...address, api, clock, logger })
  const transport = new Transport({
    api,
    groupId,
    memory,
    health,
    clock,
    logger,
    ...(address === null || callback === null ? {} : { callback: { address, server: callback } }),
    receiver: (us, inbox, signal) =>
      new Receiver({
        account: name,
        us,
        inbox,
        commands,
        maxFileBytes: maxFileBytes(account),
        clock,
        logger,
        health,
        people: new People(api, clock, logger),
        answerer: new TapAnswerer({ api, texts, clock, logger, signal }),
        whole: (at) => wholeMessage(at, api, clock, logger),
        sawClient: ({ chat }: ChatRef, client) => clients.set(chat, client),
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
      typing: { everyMs: TYPING_EVERY_MS, trace: false },
      editEveryMs: EDIT_EVERY_MS,
      editEveryMsInGroups: GROUP_EDIT_EVERY_MS,
      noticesPerMinute: NOTICES_PER_MINUTE,
      redrawEveryMs: REDRAW_EVERY_MS,
      refusesInline: false,
    },
    start: (inbox, signal) => transport.start(inbox, signal),
    send: (reply) => outbound.reply(reply),
    sendFile: (file) => outbound.file(file),
    notify: (notice) => outbound.notify(notice),
    edit: (ref, notice) => outbound.edit(ref, notice),
    retire: (ref, chat) => outbound.retire(ref, chat),
    async typing(chat, on) {
      // VK ends typing by itself, after some seconds or with the next message.
      if (on) await outbound.typing(chat)
    },
    openAttachment: (ref, signal) => openFile(ref, maxFileBytes(account), groupToken, signal),
    health: () => health.now,
    handleWebhook: (request, response) => callback?.handle(request, response) ?? false,
  }
}
