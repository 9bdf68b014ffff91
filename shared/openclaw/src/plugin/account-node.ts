import {
  Bridge,
  type ChatRef,
  chatKeyOf,
  commandWords,
  createTranslator,
  DEFAULT_RULES,
  DEFAULT_WATCHDOG,
  type Json,
  type Meter,
  type Person,
  parseCommand,
  partsOf,
  routeOf,
  type SessionKey,
} from '@holdline/bridge'
import { locales } from '@holdline/locales'
import type { z } from 'zod'
import { chatSettings } from '../config/chat-settings.ts'
import type { CommonConfig } from '../config/common.ts'
import { queueMode, recordOf } from '../config/sections.ts'
import { Choices } from '../gateway/choices.ts'
import { Doors } from '../gateway/doors.ts'
import { agentScope, keepMedia, type MediaScope } from '../gateway/media.ts'
import { createOpenClawGateway } from '../gateway/openclaw-gateway.ts'
import { approvalCard, buttonsAlone } from '../gateway/presentation.ts'
import { questionText } from '../gateway/question-text.ts'
import { isRich, richParts } from '../gateway/rich-reply.ts'
import { chatOfTarget, hostChannel, Routes, targetOf } from '../gateway/routes.ts'
import type { RunWatch } from '../gateway/run-watch.ts'
import type { HostApi } from '../host/api.ts'
import type { OutboundMessage } from '../host/channel-plugin.ts'
import type { ReplyPayload } from '../host/inbound.ts'
import { Access } from '../node/access.ts'
import { systemClock, systemEntropy } from '../node/environment.ts'
import { guarded, speaking } from '../node/guarded.ts'
import { loggerOf } from '../node/host-logger.ts'
import { openFiles, openStore } from '../node/store.ts'
import type { OpenChannel, PluginDefinition } from './definition.ts'
import { outboundText } from './outbound-text.ts'

/** Turns that one account works on at once; the host has its own limit behind it. */
const MAX_CONCURRENT_TURNS = 64

/** Buttons of finished turns are answered for a day. */
const ACTION_TTL_MS = 86_400_000

/** A hold on a session lasts this long without a sign of the other surface's run. */
const HOLD_MS = 60_000

/** The host does not collect a plugin's metrics. */
const NO_METER: Meter = { count() {}, time() {} }

/** One account that runs: a node of the bridge, with its own connection to the suite's store. */
export interface AccountNode<Open> {
  readonly open: Open
  readonly bridge: Bridge
  /** Sends what the host wants sent. Resolves with the platform's ids when the platform has it. */
  send(message: OutboundMessage): Promise<string>
  stop(drainMs: number): Promise<void>
}

/** A chat with a message that runs or waits. */
interface WaitingChat {
  readonly session: SessionKey
  readonly chat: ChatRef
  readonly sender: Person
}

/** Starts an account: opens the store, takes up what was left, and begins to receive. */
export async function startAccountNode<Schema extends z.ZodObject, Open extends OpenChannel>(
  definition: PluginDefinition<Schema, Open>,
  api: HostApi,
  watch: RunWatch,
  account: string,
  configs: { readonly own: z.output<Schema>; readonly common: CommonConfig },
  { receives = true, runs = true }: { readonly receives?: boolean; readonly runs?: boolean } = {},
): Promise<AccountNode<Open>> {
  const { runtime } = api
  const { own, common } = configs
  const hostConfig = runtime.config.current()
  const logger = loggerOf(api.logger)
  const store = await openStore(runtime.state.resolveStateDir(process.env))
  const { engine, owners } = store
  const routes = new Routes(runtime)
  const doors = new Doors()
  const language = createTranslator(locales, 'en').resolve(common.locale)
  const translator = createTranslator(locales, language)
  const texts = createTranslator(locales, language, 'openclaw')
  const commands = commandWords(locales)
  const channelId = hostChannel(definition.channel)
  const access = new Access(runtime.channel.pairing, channelId, account, common, definition.dmPolicy)
  const open = definition.open({
    account,
    config: own,
    hostConfig,
    language,
    engine,
    clock: systemClock,
    logger,
    commands,
    isControl: (text) => parseCommand(text, { direct: true, addressed: true, words: commands }) !== null,
  })
  const choices = new Choices(
    engine,
    systemClock,
    systemEntropy,
    (key, locale) => texts.text(locale, `choice.${key}`),
    (chat) => open.logOf?.(chat),
  )
  const files = openFiles(runtime.state.resolveStateDir(process.env))
  files.sweep(systemClock.now()).catch((error: unknown) => logger.warn({ error }, 'old files could not be removed'))
  let asked = 0
  const gateway = createOpenClawGateway({
    runtime,
    routes,
    watch,
    doors,
    engine,
    clock: systemClock,
    logger,
    offerApproval({ session, chat, messages }, approval) {
      const locale = messages.at(-1)?.sender.locale ?? language
      const text = texts.text(locale, 'approval', {
        approve: `/approve ${approval} allow-once`,
        deny: `/approve ${approval} deny`,
      })
      const labels = { allow: texts.text(locale, 'decision.allow'), deny: texts.text(locale, 'decision.deny') }
      const card = approvalCard(approval, labels, chat.kind === 'group')
      asks(`approval-${approval}`, chat, session, text, card).catch((error: unknown) =>
        logger.warn({ error }, 'an approval could not be offered'),
      )
    },
    async ask({ session, chat, messages, id, attempt }, question, card) {
      asked += 1
      const locale = messages.at(-1)?.sender.locale ?? language
      const text = questionText(question, (line) => texts.text(locale, `question.${line}`))
      await asks(`question-${id}-${attempt}-${asked}`, chat, session, text, buttonsAlone(card))
    },
    openAttachment: open.channel.openAttachment?.bind(open.channel),
    async sendRich({ id, chat, session, messages }, part, payload) {
      const asker = messages.at(-1)
      const question = asker === undefined ? null : await engine.find.record('inbound', asker.id)
      const scope = agentScope(runtime, routes.of(chat).agentId)
      await post(`rich-${id}-${part}`, chat, payload, scope, question?.ref, session)
    },
    mayCommand: (_channel, _account, person) => access.mayCommand(person),
  })
  /** Asks for something in words that say how to answer, and with the buttons of a card where the channel has any. */
  async function asks(key: string, chat: ChatRef, session: SessionKey, text: string, card: unknown): Promise<void> {
    const presentation = open.channel.capabilities.buttons === true ? card : null
    await post(key, chat, { text, presentation }, {}, undefined, session)
  }
  /** Sends what is more than words; resolves with the platform's handles. */
  async function post(
    key: string,
    chat: ChatRef,
    payload: ReplyPayload,
    scope: MediaScope,
    replyTo: string | null | undefined,
    session = routes.sessionOf(chat),
  ): Promise<readonly Json[]> {
    const { capabilities } = open.channel
    const parts = await richParts(payload, chat, {
      capabilities,
      choices,
      keep: (source) => keepMedia(source, scope, { runtime, files, logger }),
      split: (text) => partsOf(text, capabilities),
      ...(definition.linkTo === undefined ? {} : { linkTo: definition.linkTo }),
    })
    if (parts.length === 0) return []
    const reply = replyTo === undefined || replyTo === null ? {} : { replyTo }
    return await bridge.post({ key, session, chat, text: '', parts, ...reply })
  }

  const channel = guarded(open.channel, access, choices, async ({ chat, sender, dedupeKey, ref }, code) => {
    const locale = sender.locale ?? language
    const command = `openclaw pairing approve ${channelId} ${code}`
    const text = [texts.text(locale, 'pairing', { code }), texts.text(locale, 'pairingCommand', { command })].join('\n')
    await bridge.post({ key: `pairing-${dedupeKey}`, session: routes.sessionOf(chat), chat, text, replyTo: ref })
  })
  const bridge = new Bridge({
    nodeId: owners.bootId,
    engine,
    gateway,
    channels: [receives ? channel : speaking(channel)],
    clock: systemClock,
    entropy: systemEntropy,
    logger,
    meter: NO_METER,
    rules: {
      ...DEFAULT_RULES,
      leaseMs: common.leaseMs ?? DEFAULT_RULES.leaseMs,
      queueCap: common.queueCap ?? DEFAULT_RULES.queueCap,
      slowAfterMs: common.slowAfterMs ?? DEFAULT_RULES.slowAfterMs,
    },
    watchdog: {
      ...DEFAULT_WATCHDOG,
      warnAfterMs: common.warnAfterMs ?? DEFAULT_WATCHDOG.warnAfterMs,
      stallAfterMs: common.stallAfterMs ?? DEFAULT_WATCHDOG.stallAfterMs,
      laneTimeoutMs: common.laneTimeoutMs ?? DEFAULT_WATCHDOG.laneTimeoutMs,
    },
    maxConcurrentTurns: MAX_CONCURRENT_TURNS,
    translator,
    commands,
    defaultLocale: language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    actionTtlMs: ACTION_TTL_MS,
    blobs: (key) => files.read(key),
    settings: (chat) => chatSettings(common, queueMode(runtime.config.current()), chat),
    sessionOf: (chat) => routes.sessionOf(chat),
    isDead: (owner) => owners.isDead(owner),
  })
  const waiting = receives ? [] : await chatsThatWait()
  // Without that, what is sent is only written: the gateway's own node of this account delivers it.
  if (runs) await bridge.start()
  for (const one of waiting) tellSafeMode(one)
  const quietly = (work: Promise<void>): void => {
    work.catch((error: unknown) => logger.warn({ error }, 'another surface could not be taken into account'))
  }
  const unwatch = watch.watchForeign({
    runs: (sessionKey, runId) => quietly(holdKnown(sessionKey, runId)),
    gone: (sessionKey, runId) => quietly(bridge.unhold(sessionKey, runId)),
  })
  /** Only sessions that people of ours use: the others' runs are none of our business. */
  async function holdKnown(sessionKey: string, runId: string): Promise<void> {
    if ((await engine.find.record('session', sessionKey)) !== null) await bridge.hold(sessionKey, runId, HOLD_MS)
  }

  return {
    open,
    bridge,
    async send(message) {
      const chat = chatOf(message)
      const text = outboundText(message, translator, language)
      const door = doors.of(chat)
      const key = keyOf(message) ?? systemEntropy.id()
      const payload = payloadOf(message, channelId)
      const rich = isRich(payload)
      if (door !== undefined) {
        // The words are the resumed turn's answer; what is more than words goes out beside it.
        if (rich) await post(key, chat, { ...payload, text: '' }, scopeOf(message), message.replyToId)
        if (!rich || message.text !== '') await door.take(message.text)
        return `${targetOf(chat)}:${systemEntropy.id()}`
      }
      if (rich) {
        const refs = await post(key, chat, payload, scopeOf(message), message.replyToId)
        return idOf(refs.at(-1)) ?? key
      }
      if (text === '') return `${targetOf(chat)}:told`
      const refs = await bridge.post({
        key,
        session: routes.sessionOf(chat),
        chat,
        text,
        ...(message.replyToId === undefined || message.replyToId === null ? {} : { replyTo: message.replyToId }),
      })
      return idOf(refs.at(-1)) ?? key
    },
    async stop(drainMs) {
      unwatch()
      await bridge.stop(drainMs)
      await open.close?.()
      await store.close()
    },
  }

  /** The chats of this account with something under way. */
  async function chatsThatWait(): Promise<readonly WaitingChat[]> {
    const chats = new Map<string, WaitingChat>()
    for (const { key: session } of await engine.find.sessions()) {
      const { inbounds } = await engine.find.state(session)
      for (const { chat, sender } of inbounds)
        if (routeOf(chat) === open.channel.route) chats.set(chatKeyOf(chat), { session, chat, sender })
    }
    return [...chats.values()]
  }

  function tellSafeMode({ session, chat, sender }: WaitingChat): void {
    const text = texts.text(sender.locale ?? language, 'safeMode')
    bridge
      .post({ key: `safe-mode-${owners.bootId}-${chatKeyOf(chat)}`, session, chat, text })
      .catch((error: unknown) => logger.warn({ error }, 'people could not be told of the safe mode'))
  }

  function chatOf({ to, threadId }: OutboundMessage): ChatRef {
    const chat = chatOfTarget(to, definition.channel, account)
    return threadId === undefined || threadId === null ? chat : { ...chat, thread: String(threadId) }
  }
}

/** What the host wants sent, as it would give it to a dispatch. */
function payloadOf({ text, mediaUrl, payload = {} }: OutboundMessage, channelId: string): ReplyPayload {
  const { presentation } = recordOf(recordOf(payload.channelData)[channelId])
  const mediaUrls = [...(mediaUrl === undefined ? [] : [mediaUrl]), ...(payload.mediaUrls ?? [])]
  return {
    ...payload,
    text: text === '' ? (payload.text ?? '') : text,
    mediaUrls,
    presentation: presentation ?? payload.presentation,
  }
}

/** How far the host lets this message's files be read. */
function scopeOf({ mediaAccess, mediaLocalRoots, mediaReadFile }: OutboundMessage): MediaScope {
  const localRoots = mediaAccess?.localRoots ?? mediaLocalRoots
  const readFile = mediaAccess?.readFile ?? mediaReadFile
  return { ...(localRoots === undefined ? {} : { localRoots }), ...(readFile === undefined ? {} : { readFile }) }
}

/** The host's name of a send that it may try again. */
function keyOf({ deliveryQueueId, deliveryPartIndex = 0 }: OutboundMessage): string | undefined {
  return deliveryQueueId === undefined ? undefined : `${deliveryQueueId}-${deliveryPartIndex}`
}

/** A platform's handle as an id for the host. */
function idOf(ref: unknown): string | undefined {
  if (typeof ref === 'string' || typeof ref === 'number') return String(ref)
  if (typeof ref === 'object' && ref !== null && 'messageId' in ref) return idOf(ref.messageId)
  return undefined
}
