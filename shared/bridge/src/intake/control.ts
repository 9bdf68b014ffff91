import { createHash } from 'node:crypto'
import type { Command } from '../actions/command.ts'
import { Draft } from '../gate/draft.ts'
import { setPolicy } from '../gate/manage.ts'
import { tellInfo } from '../gate/notices.ts'
import type { BridgeOptions, ChatSettings } from '../options.ts'
import type { Channel, Receipt } from '../ports/channel.ts'
import type { SessionState } from '../ports/engine.ts'
import { gateContext, type Node } from '../run/node.ts'
import type { InfoContent, TaskLine } from '../store/notice-content.ts'
import type { TurnRecord } from '../store/records.ts'
import type { ActionName } from '../words/action.ts'
import type { Inbound } from '../words/inbound.ts'
import { isPolicy, type Policy } from '../words/policy.ts'
import type { SessionKey } from '../words/session.ts'
import type { Actor } from './actor.ts'
import { hear } from './hear.ts'
import type { IntakeHost } from './host.ts'
import type { Languages } from './languages.ts'

/** A message and the session it is for. */
export type Addressed = Inbound & { readonly session: SessionKey }

/** Admits the text that stands behind `/new`. */
export type Admit = (channel: Channel, inbound: Inbound, session: SessionKey) => Promise<Receipt>

/** Commands in words. They never wait behind a turn, and a redelivered one is done once. */
export class Control {
  readonly #node: Node
  readonly #options: BridgeOptions
  readonly #languages: Languages
  readonly #actor: Actor
  readonly #host: IntakeHost
  readonly #admit: Admit

  constructor(node: Node, options: BridgeOptions, languages: Languages, actor: Actor, host: IntakeHost, admit: Admit) {
    this.#node = node
    this.#options = options
    this.#languages = languages
    this.#actor = actor
    this.#host = host
    this.#admit = admit
  }

  /** Does what a command says. */
  async do(channel: Channel, inbound: Addressed, command: Command): Promise<Receipt> {
    const messageId = idOf(inbound.dedupeKey)
    switch (command.type) {
      case 'wait':
      case 'cancel':
      case 'new':
      case 'retry':
      case 'background':
      case 'dequeue':
        return await this.#wish(channel, inbound, command.type, command, messageId)
      case 'status':
        await this.say(inbound, (state) => this.#status(state, inbound))
        break
      case 'tasks':
        await this.say(inbound, (state) => ({ type: 'info', what: 'tasks', tasks: state.turns.map(taskLine) }))
        break
      case 'help':
        await this.say(inbound, () => ({ type: 'info', what: 'help' }))
        break
      case 'queue':
        await this.#chooseQueue(inbound, command.policy)
        break
      case 'lang':
        await this.#chooseLanguage(inbound, command.language)
        break
      default:
        command satisfies never
    }
    this.#node.meter.count('actions', { action: command.type, result: 'done', via: 'text' })
    return { type: 'control', messageId }
  }

  async #wish(
    channel: Channel,
    inbound: Addressed,
    action: ActionName,
    command: Command,
    messageId: string,
  ): Promise<Receipt> {
    const inline = channel.capabilities.refusesInline
    const failed = action === 'retry' ? await this.#actor.lastFinished(inbound.session) : undefined
    const acted = await this.#actor.act({
      session: inbound.session,
      key: inbound.dedupeKey,
      action,
      via: 'text',
      person: inbound.sender,
      chat: inbound.chat,
      replyTo: inbound.ref,
      answersInline: inline,
      ...(command.type === 'cancel' && command.task !== undefined ? { task: command.task } : {}),
      ...(failed === undefined ? {} : { turnId: failed.id, retry: await this.#actor.messagesOf(failed) }),
    })
    if (command.type === 'new' && command.text !== undefined && acted.result === 'done') {
      return await this.#admit(
        channel,
        { ...inbound, text: command.text, dedupeKey: `${inbound.dedupeKey}:text` },
        inbound.session,
      )
    }
    if (!inline) return { type: 'control', messageId }
    const locale = this.#languages.of(inbound.chat, inbound.sender)
    const text = this.#host.tapText(acted.result, action, locale, command.type === 'cancel' ? command.task : undefined)
    return { type: 'control', messageId, answer: { action, noticeId: '', result: acted.result, text } }
  }

  /** Says something once in answer to a command, with what it does; a redelivery says and does nothing again. */
  async say(
    inbound: Addressed,
    content: (state: SessionState) => InfoContent,
    effect: { readonly write?: (draft: Draft) => void; readonly written?: () => void } = {},
  ): Promise<void> {
    const first = await hear(this.#node, inbound.session, inbound, (state) => {
      if (state.acted !== null) return { changes: [], result: false }
      const ctx = gateContext(this.#node)
      const draft = new Draft(inbound.session, state)
      effect.write?.(draft)
      tellInfo(draft, { chat: inbound.chat, person: inbound.sender, replyTo: inbound.ref }, content(state), ctx)
      draft.add({ type: 'act', row: { key: inbound.dedupeKey, session: inbound.session, at: ctx.now, result: 'done' } })
      return { changes: draft.changes(), result: true }
    })
    if (first) effect.written?.()
    this.#host.changed()
  }

  #status(state: SessionState, inbound: Addressed): InfoContent {
    const draft = new Draft(inbound.session, state)
    const holder = draft.foreground
    return {
      type: 'info',
      what: 'status',
      phase: holder?.phase ?? null,
      startedAt: holder?.startedAt ?? this.#node.clock.now(),
      queued: draft.pending.length,
      tasks: draft.running.length - (holder === undefined ? 0 : 1),
      policy: policyOf(state, this.#options.settings(inbound.chat)),
    }
  }

  async #chooseQueue(inbound: Addressed, wanted: string | undefined): Promise<void> {
    const settings = this.#options.settings(inbound.chat)
    const permitted = inbound.chat.kind === 'direct' || inbound.sender.admin === true
    if (wanted !== undefined && isPolicy(wanted) && permitted && !settings.onBusyFixed) {
      await this.say(inbound, () => ({ type: 'info', what: 'policy', policy: wanted, changed: true }), {
        write: (draft) => setPolicy(draft, wanted),
      })
    } else if (wanted !== undefined && isPolicy(wanted)) {
      await this.say(inbound, () => ({ type: 'info', what: 'forbidden' }))
    } else {
      await this.say(inbound, (state) => ({
        type: 'info',
        what: 'policy',
        policy: policyOf(state, settings),
        changed: false,
      }))
    }
  }

  async #chooseLanguage(inbound: Addressed, wanted: string | undefined): Promise<void> {
    const { translator } = this.#options
    const choices = translator.languages
    const language = wanted === undefined ? undefined : (translator.named(wanted) ?? translator.match(wanted))
    const forAll = inbound.chat.kind === 'group' && inbound.sender.admin === true
    const readers = language === undefined ? [] : forAll ? [inbound.sender, null] : [inbound.sender]
    const chosen = readers.map((reader) => [inbound.chat, reader, language ?? ''] as const)
    const shown = language ?? wanted ?? this.#languages.of(inbound.chat, inbound.sender)
    const known = language !== undefined || wanted === undefined
    await this.say(inbound, () => ({ type: 'info', what: 'language', language: shown, known, choices }), {
      write: (draft) => draft.add(...chosen.map((choice) => this.#languages.choice(...choice))),
      written: () => {
        for (const choice of chosen) this.#languages.chosen(...choice)
      },
    })
  }
}

/** The id that a control command is acknowledged under: equal for its redeliveries. */
export function idOf(dedupeKey: string): string {
  return `c-${createHash('sha256').update(dedupeKey).digest('base64url').slice(0, 16)}`
}

/** What happens now to a message that meets a busy session. */
function policyOf({ session }: SessionState, { onBusy, onBusyFixed }: ChatSettings): Policy {
  return onBusyFixed ? onBusy : (session?.policy ?? onBusy)
}

function taskLine(turn: TurnRecord): TaskLine {
  return {
    number: turn.number,
    title: turn.title,
    kind: turn.kind,
    phase: turn.phase,
    startedAt: turn.startedAt,
    asker: turn.asker,
  }
}
