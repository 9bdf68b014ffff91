import { createHash } from 'node:crypto'
import type { Command } from '../actions/command.ts'
import { parseCommand } from '../actions/commands.ts'
import type { TokenClaims, Tokens } from '../actions/tokens.ts'
import { type Acted, type ActRequest, act } from '../gate/act.ts'
import { type Admission, admit } from '../gate/admit.ts'
import { Draft } from '../gate/draft.ts'
import { choosePolicy } from '../gate/manage.ts'
import { tellInfo } from '../gate/notices.ts'
import type { BridgeOptions } from '../options.ts'
import type { Channel, Receipt, Tap, TapAnswer } from '../ports/channel.ts'
import type { SessionState } from '../ports/engine.ts'
import { gateContext, type Node } from '../run/node.ts'
import type { InfoContent, TaskLine } from '../store/notice-content.ts'
import type { InboundRecord, NoticeRecord, TurnRecord } from '../store/records.ts'
import type { ActionName, ActionResult } from '../words/action.ts'
import { chatKeyOf } from '../words/chat.ts'
import type { Inbound } from '../words/inbound.ts'
import { isPolicy } from '../words/policy.ts'
import type { SessionKey } from '../words/session.ts'
import { ignoreReason } from './access.ts'
import { Asides, type Say } from './asides.ts'
import type { Languages } from './languages.ts'

/** What decisions lead to. */
export interface IntakeHost {
  started(turns: readonly TurnRecord[]): void
  cancelled(turns: readonly TurnRecord[]): void
  ended(turns: readonly TurnRecord[]): void
  /** Notices or the outbox have something to do. */
  changed(): void
  /** Something of this session is due later. */
  dueAt(at: number): void
  /** The words of a tap's answer. */
  tapText(result: ActionResult, action: string, locale: string): string
  /** The words of a refusal, for channels that tell it themselves. */
  refusalText(why: 'full' | 'draining' | 'policy', locale: string): string
  /** Sends what the agent runtime said to an aside. */
  readonly say: Say
}

/** How far back a notice is looked for whose handle was lost. */
const NOTICES_OF_TURN = 50

type Control = Inbound & { readonly session: SessionKey }

/** What comes in: messages, commands and taps, each decided in one transaction, and only then acknowledged. */
export class Intake {
  readonly #node: Node
  readonly #options: BridgeOptions
  readonly #languages: Languages
  readonly #tokens: Tokens
  readonly #host: IntakeHost
  readonly #asides: Asides
  /** Sessions with a bare word that is being looked into. */
  readonly #looking = new Map<SessionKey, Promise<void>>()

  constructor(node: Node, options: BridgeOptions, languages: Languages, tokens: Tokens, host: IntakeHost) {
    this.#node = node
    this.#options = options
    this.#languages = languages
    this.#tokens = tokens
    this.#host = host
    this.#asides = new Asides(node, host.say)
  }

  /** A message from a channel. */
  async message(channel: Channel, inbound: Inbound): Promise<Receipt> {
    const settings = this.#options.settings(inbound.chat)
    const ignored = ignoreReason(inbound, settings.access)
    if (ignored !== null) {
      this.#node.meter.count('ignored', { why: ignored })
      return { type: 'ignored', why: ignored }
    }
    this.#languages.hear(inbound.chat, inbound.sender)
    const direct = inbound.chat.kind === 'direct'
    const addressed = direct || inbound.address.by !== 'none'
    const command =
      inbound.attachments.length > 0
        ? null
        : parseCommand(inbound.text, { direct, addressed, words: this.#options.commands })
    const session = this.#options.sessionOf(inbound.chat)
    const { refused } = inbound
    if (refused !== undefined) {
      await this.#say({ ...inbound, session }, () => ({ type: 'info', what: 'refused', why: refused }))
      this.#node.meter.count('messages', { admitted: 'refused', channel: inbound.chat.channel })
      return { type: 'control', messageId: idOf(inbound.dedupeKey) }
    }
    while (this.#looking.has(session)) await this.#looking.get(session)
    if (command === null && this.#asides.wants(inbound, session)) {
      await this.#asides.take(inbound, session)
      return { type: 'control', messageId: idOf(inbound.dedupeKey) }
    }
    if (command === null) return await this.#admit(channel, inbound, session)
    if (!command.bare) return await this.#control(channel, { ...inbound, session }, command)
    const look = this.#concerns(session)
    const decided = look.then((concerned) => ({
      receipt: concerned
        ? this.#control(channel, { ...inbound, session }, command)
        : this.#admit(channel, inbound, session),
    }))
    this.#queueBehind(session, decided)
    return await (await decided).receipt
  }

  /** What comes for this session meanwhile is decided after it: the store is asked in the order of arrival. */
  #queueBehind(session: SessionKey, decided: Promise<unknown>): void {
    const done = decided.then(
      () => {},
      () => {},
    )
    this.#looking.set(session, done)
    void done.then(() => {
      if (this.#looking.get(session) === done) this.#looking.delete(session)
    })
  }

  /** A button press from a channel. */
  async tap(channel: Channel, tap: Tap): Promise<TapAnswer> {
    const locale = this.#languages.of(tap.chat, tap.person)
    const answer = (result: ActionResult): TapAnswer => {
      this.#node.meter.count('actions', { action: tap.action, result, via: 'tap' })
      return {
        action: tap.action,
        noticeId: tap.noticeId ?? '',
        result,
        text: this.#host.tapText(result, tap.action, locale),
      }
    }
    const claims = this.#tokens.read(tap.token)
    if (claims === null || claims.action !== tap.action) return answer('unknown')
    const turn = await this.#node.engine.find.record('turn', claims.turnId)
    const endedAt = turn?.finishedAt
    if (turn === null && claims.action !== 'retry') {
      const held = await this.#ofHeld(claims.turnId, tap)
      if (held !== null) return answer(await this.#tapHeld(channel, tap, claims, held))
    }
    if (turn === null || (endedAt !== undefined && endedAt + this.#options.actionTtlMs <= this.#node.clock.now()))
      return answer('expired')
    if (turn.session !== this.#options.sessionOf(tap.chat)) return answer('forbidden')
    const acted = await this.#act({
      session: turn.session,
      key: `tap:${channel.route}:${tap.dedupeKey}`,
      action: claims.action,
      via: 'tap',
      person: tap.person,
      chat: tap.chat,
      turnId: claims.turnId,
      ...(claims.inboundId === undefined ? {} : { inboundId: claims.inboundId }),
      answersInline: true,
      ...(claims.action === 'retry' ? { retry: await this.#messagesOf(turn) } : {}),
    })
    if (tap.ref !== undefined) await this.#adopt(turn, tap)
    return answer(acted.result)
  }

  /** The notice of a chat that waits for another surface: there is no turn yet that its buttons could name. */
  async #ofHeld(noticeId: string, tap: Tap): Promise<NoticeRecord | null> {
    const notice = await this.#node.engine.find.record('notice', noticeId)
    const ours = notice !== null && chatKeyOf(notice.chat) === chatKeyOf(tap.chat)
    return ours && notice.content.type !== 'info' ? notice : null
  }

  async #tapHeld(channel: Channel, tap: Tap, claims: TokenClaims, { session }: NoticeRecord): Promise<ActionResult> {
    const acted = await this.#act({
      session,
      key: `tap:${channel.route}:${tap.dedupeKey}`,
      action: claims.action,
      via: 'tap',
      person: tap.person,
      chat: tap.chat,
      ...(claims.inboundId === undefined ? {} : { inboundId: claims.inboundId }),
      answersInline: true,
    })
    return acted.result
  }

  /** Gives a notice back its platform handle, which a crash had lost, so that it can be closed. */
  async #adopt(turn: TurnRecord, tap: Tap): Promise<void> {
    const { ref } = tap
    const notices = await this.#node.engine.find.noticesOf(turn.session, NOTICES_OF_TURN)
    const chat = chatKeyOf(tap.chat)
    const lost = notices.find(
      (notice) =>
        notice.turnId === turn.id && notice.ref === undefined && notice.sent > 0 && chatKeyOf(notice.chat) === chat,
    )
    if (lost === undefined || ref === undefined) return
    await this.#node.engine.update('notice', lost.id, (row) =>
      row === null || row.ref !== undefined ? undefined : { ...row, ref, revision: row.revision + 1 },
    )
    this.#host.changed()
  }

  async #admit(channel: Channel, inbound: Inbound, session: SessionKey): Promise<Receipt> {
    const settings = this.#options.settings(inbound.chat)
    const admission: Admission = await this.#node.engine.decide(session, { dedupeKey: inbound.dedupeKey }, (state) =>
      admit(
        state,
        inbound,
        {
          session,
          policy: settings.onBusy,
          policyFixed: settings.onBusyFixed,
          notices: settings.notices,
          quietFailures: settings.failures === 'silent',
          refusesInline: channel.capabilities.refusesInline,
        },
        gateContext(this.#node),
      ),
    )
    this.#logAdmission(inbound, session, admission)
    this.#host.cancelled(admission.cancelled)
    this.#host.ended(admission.ended)
    this.#host.started(admission.started)
    if (admission.admitted.type === 'collecting') this.#host.dueAt(admission.admitted.dueAt)
    this.#host.changed()
    const { busy } = admission
    if (admission.messageId === '' && busy !== undefined && busy.disposition.type === 'refused') {
      const text = this.#host.refusalText(busy.disposition.why, this.#languages.of(inbound.chat, inbound.sender))
      return { type: 'refused', busy, text }
    }
    return {
      type: 'accepted',
      messageId: admission.messageId,
      duplicate: admission.duplicate,
      ...(busy === undefined ? {} : { busy }),
    }
  }

  async #control(channel: Channel, inbound: Control, command: Command): Promise<Receipt> {
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
        await this.#say(inbound, (state) => this.#status(state, inbound))
        break
      case 'tasks':
        await this.#say(inbound, (state) => ({ type: 'info', what: 'tasks', tasks: state.turns.map(taskLine) }))
        break
      case 'help':
        await this.#say(inbound, () => ({ type: 'info', what: 'help' }))
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
    inbound: Control,
    action: ActionName,
    command: Command,
    messageId: string,
  ): Promise<Receipt> {
    const inline = channel.capabilities.refusesInline
    const failed = action === 'retry' ? await this.#lastFailed(inbound.session) : undefined
    const acted = await this.#act({
      session: inbound.session,
      key: inbound.dedupeKey,
      action,
      via: 'text',
      person: inbound.sender,
      chat: inbound.chat,
      replyTo: inbound.ref,
      answersInline: inline,
      ...(command.type === 'cancel' && command.task !== undefined ? { task: command.task } : {}),
      ...(failed === undefined ? {} : { turnId: failed.id, retry: await this.#messagesOf(failed) }),
    })
    this.#node.meter.count('actions', { action, result: acted.result, via: 'text' })
    if (command.type === 'new' && command.text !== undefined && acted.result === 'done') {
      return await this.#admit(
        channel,
        { ...inbound, text: command.text, dedupeKey: `${inbound.dedupeKey}:text` },
        inbound.session,
      )
    }
    if (!inline) return { type: 'control', messageId }
    const locale = this.#languages.of(inbound.chat, inbound.sender)
    const text = this.#host.tapText(acted.result, action, locale)
    return { type: 'control', messageId, answer: { action, noticeId: '', result: acted.result, text } }
  }

  async #act(request: ActRequest): Promise<Acted> {
    const want = { dedupeKey: request.key, ...(request.turnId === undefined ? {} : { turnId: request.turnId }) }
    const acted = await this.#node.engine.decide(request.session, want, (state) =>
      act(state, request, gateContext(this.#node)),
    )
    this.#node.logger.info(
      {
        session: request.session,
        action: request.action,
        via: request.via,
        result: acted.result,
        repeated: acted.repeated,
      },
      'an action was taken',
    )
    this.#host.cancelled(acted.cancelled)
    this.#host.started(acted.started)
    this.#host.changed()
    if (request.action === 'new' && acted.result === 'done') await this.#newGeneration(request.session)
    return acted
  }

  async #newGeneration(session: SessionKey): Promise<void> {
    const row = await this.#node.engine.find.record('session', session)
    if (row !== null) await this.#node.gateway.reset?.(session, row.generation)
  }

  /** Says something once in answer to a command; a redelivery says nothing again. */
  async #say(inbound: Control, content: (state: SessionState) => InfoContent): Promise<void> {
    await this.#node.engine.decide(inbound.session, { dedupeKey: inbound.dedupeKey }, (state) => {
      if (state.acted !== null) return { changes: [], result: null }
      const ctx = gateContext(this.#node)
      const draft = new Draft(inbound.session, state)
      tellInfo(draft, { chat: inbound.chat, person: inbound.sender, replyTo: inbound.ref }, content(state), ctx)
      draft.add({ type: 'act', row: { key: inbound.dedupeKey, session: inbound.session, at: ctx.now, result: 'done' } })
      return { changes: draft.changes(), result: null }
    })
    this.#host.changed()
  }

  #status(state: SessionState, inbound: Control): InfoContent {
    const draft = new Draft(inbound.session, state)
    const holder = draft.foreground
    return {
      type: 'info',
      what: 'status',
      phase: holder?.phase ?? null,
      startedAt: holder?.startedAt ?? this.#node.clock.now(),
      queued: draft.pending.length,
      tasks: draft.running.length - (holder === undefined ? 0 : 1),
      policy: draft.session.policy ?? this.#options.settings(inbound.chat).onBusy,
    }
  }

  async #chooseQueue(inbound: Control, wanted: string | undefined): Promise<void> {
    const settings = this.#options.settings(inbound.chat)
    const permitted = inbound.chat.kind === 'direct' || inbound.sender.admin === true
    if (wanted !== undefined && isPolicy(wanted) && permitted && !settings.onBusyFixed) {
      await this.#node.engine.decide(inbound.session, {}, (state) =>
        choosePolicy(state, inbound.session, wanted, gateContext(this.#node)),
      )
      await this.#say(inbound, () => ({ type: 'info', what: 'policy', policy: wanted, changed: true }))
    } else if (wanted !== undefined && isPolicy(wanted)) {
      await this.#say(inbound, () => ({ type: 'info', what: 'forbidden' }))
    } else {
      await this.#say(inbound, (state) => ({
        type: 'info',
        what: 'policy',
        policy: state.session?.policy ?? settings.onBusy,
        changed: false,
      }))
    }
  }

  async #chooseLanguage(inbound: Control, wanted: string | undefined): Promise<void> {
    const { translator } = this.#options
    const choices = translator.languages
    const language = wanted === undefined ? undefined : (translator.named(wanted) ?? translator.match(wanted))
    if (language !== undefined) {
      await this.#languages.choose(inbound.chat, inbound.sender, language)
      if (inbound.chat.kind === 'group' && inbound.sender.admin === true)
        await this.#languages.choose(inbound.chat, null, language)
    }
    const shown = language ?? wanted ?? this.#languages.of(inbound.chat, inbound.sender)
    const known = language !== undefined || wanted === undefined
    await this.#say(inbound, () => ({ type: 'info', what: 'language', language: shown, known, choices }))
  }

  /** A bare word is a command only where there is something for it to act on; else it is talk. */
  async #concerns(session: SessionKey): Promise<boolean> {
    const state = await this.#node.engine.find.state(session)
    return state.turns.length > 0 || state.inbounds.length > 0
  }

  async #lastFailed(session: SessionKey): Promise<TurnRecord | undefined> {
    const [last] = await this.#node.engine.find.finishedTurns(session, 1)
    return last
  }

  async #messagesOf(turn: TurnRecord): Promise<InboundRecord[]> {
    const rows = await Promise.all(turn.inbounds.map((id) => this.#node.engine.find.record('inbound', id)))
    return rows.filter((row) => row !== null)
  }

  #logAdmission(inbound: Inbound, session: SessionKey, admission: Admission): void {
    this.#node.meter.count('messages', {
      admitted: admission.duplicate ? 'duplicate' : admission.admitted.type,
      channel: inbound.chat.channel,
    })
    const { busy } = admission
    if (busy === undefined) return
    this.#node.logger.info(
      {
        session,
        message: admission.messageId,
        code: busy.code,
        reason: busy.reason,
        since: busy.since,
        turn: busy.turnId,
        holder: busy.holder,
        disposition: busy.disposition.type,
        position: busy.queuePosition,
      },
      'a message met a busy session',
    )
  }
}

/** The id that a control command is acknowledged under: equal for its redeliveries. */
function idOf(dedupeKey: string): string {
  return `c-${createHash('sha256').update(dedupeKey).digest('base64url').slice(0, 16)}`
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
