import { parseCommand } from '../actions/commands.ts'
import type { Tokens } from '../actions/tokens.ts'
import { type Admission, admit } from '../gate/admit.ts'
import type { BridgeOptions } from '../options.ts'
import type { Channel, Receipt, Tap, TapAnswer } from '../ports/channel.ts'
import { gateContext, type Node } from '../run/node.ts'
import { chatKeyOf } from '../words/chat.ts'
import type { Inbound } from '../words/inbound.ts'
import type { SessionKey } from '../words/session.ts'
import { ignoreReason } from './access.ts'
import { Actor } from './actor.ts'
import { Asides } from './asides.ts'
import { Control, idOf } from './control.ts'
import { hear } from './hear.ts'
import type { IntakeHost } from './host.ts'
import type { Languages } from './languages.ts'
import { Taps } from './taps.ts'

/** What comes in: messages, commands and taps, each decided in one transaction, and only then acknowledged. */
export class Intake {
  readonly #node: Node
  readonly #options: BridgeOptions
  readonly #languages: Languages
  readonly #host: IntakeHost
  readonly #control: Control
  readonly #taps: Taps
  readonly #asides: Asides
  /** Sessions with a bare word that is being looked into. */
  readonly #looking = new Map<SessionKey, Promise<void>>()

  constructor(node: Node, options: BridgeOptions, languages: Languages, tokens: Tokens, host: IntakeHost) {
    this.#node = node
    this.#options = options
    this.#languages = languages
    this.#host = host
    const actor = new Actor(node, host)
    const admitText = (channel: Channel, inbound: Inbound, session: SessionKey): Promise<Receipt> =>
      this.#admit(channel, inbound, session)
    this.#control = new Control(node, options, languages, actor, host, admitText)
    this.#taps = new Taps(node, options, languages, tokens, actor, host)
    this.#asides = new Asides(node, host.say)
  }

  /** A message from a channel. */
  async message(channel: Channel, inbound: Inbound): Promise<Receipt> {
    const settings = this.#options.settings(inbound.chat)
    const ignored = ignoreReason(inbound, settings.access)
    // Who is on no list gets no word, and lists are made of these ids: an operator has to find them somewhere.
    const from = { chat: chatKeyOf(inbound.chat), sender: inbound.sender.id, by: inbound.address.by }
    if (ignored !== null) {
      this.#node.logger.debug({ ...from, why: ignored }, 'a message is not for the agent')
      this.#node.meter.count('ignored', { why: ignored })
      return { type: 'ignored', why: ignored }
    }
    this.#node.logger.debug(from, 'a message')
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
      await this.#control.say({ ...inbound, session }, () => ({ type: 'info', what: 'refused', why: refused }))
      this.#node.meter.count('messages', { admitted: 'refused', channel: inbound.chat.channel })
      return { type: 'control', messageId: idOf(inbound.dedupeKey) }
    }
    while (this.#looking.has(session)) await this.#looking.get(session)
    const wanted = command === null && this.#asides.wants(inbound, session)
    if (wanted !== false && (await this.#asides.take(inbound, session, wanted)))
      return { type: 'control', messageId: idOf(inbound.dedupeKey) }
    if (command === null) return await this.#admit(channel, inbound, session)
    if (!command.bare) return await this.#control.do(channel, { ...inbound, session }, command)
    const look = this.#concerns(session)
    const decided = look.then((concerned) => ({
      receipt: concerned
        ? this.#control.do(channel, { ...inbound, session }, command)
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
  tap(channel: Channel, tap: Tap): Promise<TapAnswer> {
    return this.#taps.tap(channel, tap)
  }

  async #admit(channel: Channel, inbound: Inbound, session: SessionKey): Promise<Receipt> {
    const settings = this.#options.settings(inbound.chat)
    const admission: Admission = await hear(this.#node, session, inbound, (state) =>
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

  /** A bare word is a command only where there is something for it to act on; else it is talk. */
  async #concerns(session: SessionKey): Promise<boolean> {
    const state = await this.#node.engine.find.state(session)
    return state.turns.length > 0 || state.inbounds.length > 0
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
