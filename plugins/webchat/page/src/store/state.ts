import type { ConnectionState } from '../connection/machine.ts'
import type { OutboxItem } from '../outbox.ts'
import type { MessageEvent, NoticeEvent, ToastFrame } from '../protocol.ts'

/** A message as shown. */
export interface Message extends Omit<MessageEvent, 'type' | 'id'> {
  /** The id of its latest event. */
  readonly eventId: number
  /** Its place: the id of the first event that was seen of it. */
  readonly order: number
  /** It was seen growing, so its end is worth announcing. */
  readonly streamed: boolean
  /** Not yet heard of again since the connection came back. */
  readonly unconfirmed: boolean
}

/** A notice as shown. A live one stands below the messages; a closed one has its place among them. */
export interface Notice extends Omit<NoticeEvent, 'type' | 'id'> {
  readonly eventId: number
  /** Its place, unless `replyTo` gives it one: the id of the first event that was seen of it. */
  readonly order: number
  /** When `elapsedMs` was true, epoch ms; the card counts on from here. */
  readonly asOf: number
  readonly unconfirmed: boolean
}

/** A short word about what the person just did. */
export interface Toast {
  readonly key: number
  readonly tone: ToastFrame['result'] | 'error'
  readonly text: string
}

/** A tap without an answer yet. */
export interface Tap {
  /** Epoch ms. */
  readonly at: number
  /** The waiting message that the button was for, where it was for one. */
  readonly messageId: string | null
}

/** Everything the page shows. */
export interface ViewState {
  readonly connection: ConnectionState
  /** By `order`. */
  readonly messages: readonly Message[]
  /** By `order`; live and closed. */
  readonly notices: readonly Notice[]
  readonly typing: boolean
  readonly outbox: readonly OutboxItem[]
  /** The latest one; a newer one takes its place. */
  readonly toast: Toast | null
  /** By {@link tapKey}. */
  readonly taps: ReadonlyMap<string, Tap>
  /** The notices whose end the person asked in this tab to be told of. */
  readonly awaited: ReadonlySet<string>
  /** Such a notice offers notifications. */
  readonly offered: boolean
  /** Messages that the person took back, by id. The server shows them on; it just does not answer them. */
  readonly removed: ReadonlySet<string>
  /** The highest event id seen; `null` before the first. */
  readonly lastEventId: number | null
  /** While the server replays: the id that ends it. */
  readonly replayUntil: number | null
  /** Whether the chat's history is here (a new chat has none). */
  readonly loaded: boolean
  /** Answers that came while nobody looked. */
  readonly unread: number
  /** What a screen reader should say now; `key` changes with every new word. */
  readonly announcement: { readonly key: number; readonly text: string }
}

/** Names a tap that is under way. */
export function tapKey(noticeId: string, action: string): string {
  return `${noticeId}\n${action}`
}

/** The page before anything happened. */
export function initialState(
  outbox: readonly OutboxItem[],
  newChat: boolean,
  removed: ReadonlySet<string> = new Set(),
): ViewState {
  return {
    connection: { status: 'connecting', attempt: 0, refusals: 0, opened: false },
    messages: [],
    notices: [],
    typing: false,
    outbox,
    toast: null,
    taps: new Map(),
    awaited: new Set(),
    offered: false,
    removed,
    lastEventId: null,
    replayUntil: null,
    loaded: newChat,
    unread: 0,
    announcement: { key: 0, text: '' },
  }
}
