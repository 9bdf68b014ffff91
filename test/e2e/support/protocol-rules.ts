import { type ClientFrame, type FrameOf, type Message, type Notice, type ServerFrame, serverFrame } from './frames.ts'

/** The largest frame that the contract allows, in bytes. */
const MAX_FRAME_BYTES = 64 * 1024

/** Below every event id. */
const NOTHING_SEEN = -1

/** The server broke the protocol. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation'
}

/**
 * What the protocol promises on its own, whatever a test is about; checked on every frame of one chat, over all its
 * connections:
 *
 * - frames are whole, known and bounded; the answer to `hello` comes first
 * - event ids increase; a revision of a subject is never older than one shown before; nothing follows a final message
 * - `accepted` comes before the events that the message causes, and names the same message for the same `clientId`
 * - each tap gets one toast, each message one `accepted` or one `error`
 * - an answer replies to a message of the chat
 * - a closed notice is not touched again, unless it still has buttons: it then loses them, or is told in another language
 */
export class ProtocolRules {
  readonly #messages = new Map<string, Message>()
  readonly #notices = new Map<string, Notice>()
  readonly #acceptedAs = new Map<string, string>()
  // Sent more than once: on another connection, or on purpose.
  readonly #repeated = new Set<string>()
  readonly #sent = new Set<string>()
  // Of this connection.
  #greeted = false
  #lastId = NOTHING_SEEN
  // What has been shown before may be shown again, up to here.
  #replayedTo = NOTHING_SEEN
  #isWild = false
  #taps: string[] = []
  #sends: string[] = []

  /** A new connection of the same chat begins: what was not answered on the old one is void. */
  connected(): void {
    this.#greeted = false
    this.#isWild = false
    this.#taps = []
    this.#sends = []
  }

  /** Something was sent that is no frame of the contract: errors may then be about anything. */
  sentAnything(): void {
    this.#isWild = true
  }

  /** Notes what the client sent. */
  sent(frame: ClientFrame): void {
    switch (frame.type) {
      case 'hello':
        this.#resumes(frame.resumeFrom ?? NOTHING_SEEN)
        break
      case 'send':
        if (this.#sent.has(frame.clientId)) this.#repeated.add(frame.clientId)
        this.#sent.add(frame.clientId)
        this.#sends.push(frame.clientId)
        break
      case 'tap':
        this.#taps.push(tapKey(frame))
        break
      default:
        frame satisfies never
    }
  }

  /** What the server still owes an answer to. */
  get unanswered(): readonly string[] {
    return [...this.#taps.map((tap) => `tap ${tap}`), ...this.#sends.map((clientId) => `send ${clientId}`)]
  }

  /**
   * Checks a frame and notes it.
   * @throws {ProtocolViolation}
   */
  received(data: string): ServerFrame {
    const bytes = Buffer.byteLength(data)
    require(bytes <= MAX_FRAME_BYTES, `a frame of ${bytes} bytes`)
    const { success, data: frame, error } = serverFrame.safeParse(JSON.parse(data))
    require(success, `not a frame of the contract: ${data}: ${error?.message}`)
    if (frame.type !== 'error') {
      require(this.#greeted !==
        (frame.type === 'ready'), `${this.#greeted ? 'a second' : 'something before'} ready: ${data}`)
    }
    if ('id' in frame) this.#ordered(frame.id)
    this.#check(frame)
    return frame
  }

  #check(frame: ServerFrame): void {
    switch (frame.type) {
      case 'ready':
        this.#greeted = true
        break
      case 'reset':
        this.#resumes(NOTHING_SEEN)
        break
      case 'accepted':
        this.#accepted(frame.clientId, frame.messageId)
        break
      case 'error':
        this.#refused(frame)
        break
      case 'toast':
        // A command in words is answered by a toast without a notice.
        if (frame.noticeId !== '') take(this.#taps, tapKey(frame), 'a toast for nothing')
        break
      case 'message':
        this.#message(frame)
        break
      case 'notice':
        this.#notice(frame)
        break
      case 'typing':
        break
      default:
        frame satisfies never
    }
  }

  #resumes(from: number): void {
    this.#replayedTo = Math.max(this.#replayedTo, this.#lastId)
    this.#lastId = from
    for (const { messageId, id, state } of this.#messages.values()) {
      if (id > from && state === 'partial') this.#messages.delete(messageId)
    }
  }

  #ordered(id: number): void {
    require(id > this.#lastId, `event ${id} after ${this.#lastId}`)
    this.#lastId = id
  }

  #refused({ clientId, noticeId }: FrameOf<'error'>): void {
    if (clientId !== undefined && !this.#isWild) take(this.#sends, clientId, 'an error for a message that was not sent')
    const tap = this.#taps.findIndex((one) => one.startsWith(`${noticeId} `))
    if (tap >= 0) this.#taps.splice(tap, 1)
  }

  #accepted(clientId: string, messageId: string): void {
    take(this.#sends, clientId, 'accepted, though not sent')
    const before = this.#acceptedAs.get(clientId)
    require(before === undefined || before === messageId, `${clientId} was ${before}, now it is ${messageId}`)
    const isEarly = this.#messages.has(messageId) && !this.#repeated.has(clientId)
    require(!isEarly, `the event of ${messageId} came before its accepted`)
    this.#acceptedAs.set(clientId, messageId)
  }

  #message(frame: Message): void {
    const before = this.#messages.get(frame.messageId)
    if (before !== undefined) {
      const again = frame.id <= this.#replayedTo && before.revision === frame.revision
      require(frame.revision > before.revision || again, `message ${frame.messageId} went back to ${frame.revision}`)
      require(before.state === 'partial' || again, `message ${frame.messageId} goes on after its end`)
    }
    if (frame.role === 'user') require(frame.state === 'final', 'a message of the person is partial')
    if (frame.replyTo !== undefined) {
      require(this.#messages.get(frame.replyTo)?.role === 'user', `an answer to ${frame.replyTo}, which nobody wrote`)
    }
    this.#messages.set(frame.messageId, frame)
  }

  #notice(frame: Notice): void {
    const { noticeId, revision, state, actions } = frame
    const before = this.#notices.get(noticeId)
    if (before !== undefined) {
      const again = frame.id <= this.#replayedTo && before.revision === revision
      require(revision > before.revision || again, `notice ${noticeId} went back to ${revision}`)
      const mayChange = before.state === 'live' || before.actions.length > 0
      require(mayChange || again, `notice ${noticeId} was closed: ${JSON.stringify([before, frame])}`)
      require(before.state === 'live' || state === 'closed', `notice ${noticeId} was opened again`)
    }
    require(new Set(actions.map((one) => one.action)).size === actions.length, `notice ${noticeId} repeats a button`)
    if (state === 'live') require(frame.reason !== undefined, `live notice ${noticeId} gives no reason`)
    else require(mayHaveButtons(frame), `closed notice ${noticeId} has buttons`)
    this.#notices.set(noticeId, frame)
  }
}

/** Of closed notices, those of a failure have buttons, and the choices that an agent offers below its answer. */
function mayHaveButtons({ kind, actions }: Notice): boolean {
  return kind === 'failed' || actions.every(({ action }) => kind === 'info' && action.startsWith('choice-'))
}

function tapKey({ noticeId, action }: { readonly noticeId: string; readonly action: string }): string {
  return `${noticeId} ${action}`
}

function take(open: string[], key: string, otherwise: string): void {
  const at = open.indexOf(key)
  require(at >= 0, `${otherwise}: ${key}`)
  open.splice(at, 1)
}

function require(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new ProtocolViolation(otherwise)
}
