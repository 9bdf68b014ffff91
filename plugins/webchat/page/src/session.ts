import type { i18n as I18n } from 'i18next'
import { newClientId } from './client-id.ts'
import { Connection } from './connection/connection.ts'
import type { ConnectionState } from './connection/machine.ts'
import { type Language, pickLanguage } from './i18n.ts'
import { askForNotifications, canOfferNotifications, notify } from './notification.ts'
import { composeItem, isDue, type OutboxItem, refusalOf } from './outbox.ts'
import { loadOutbox, readChange, saveOutbox } from './outbox-storage.ts'
import {
  type ChatEvent,
  type ClientFrame,
  type ErrorFrame,
  type NoticeAction,
  SUBPROTOCOL,
  type ToastFrame,
} from './protocol.ts'
import { loadRemoved, readRemoved, saveRemoved } from './removed-storage.ts'
import { probeServer, socketUrl } from './server-address.ts'
import type { KeyValue } from './storage.ts'
import { resumePoint } from './store/reducer.ts'
import { initialState, tapKey, type ViewState } from './store/state.ts'
import { Store } from './store/store.ts'
import { loadToken, saveToken, takeToken } from './token.ts'

// The chat's id lets its holder read and write the chat, so it stays here and never enters an address.
const CHAT_KEY = 'holdline.chat'
const LANGUAGE_KEY = 'holdline.language'

const TICK_MS = 500
// A healthy server accepts within a round trip; silence this long means a dead socket that nobody has noticed.
const ACCEPT_TIMEOUT_MS = 15_000
const TAP_TIMEOUT_MS = 8_000
// The server sends the message before or right after `accepted`; commands get none.
const ECHO_TIMEOUT_MS = 1_500
// A replay arrives in one go; a pause this long is its end, whatever its last id was.
const REPLAY_PAUSE_MS = 2_000
// Away this long, the device may have slept, and its sockets may be dead without knowing.
const STALE_AFTER_HIDDEN_MS = 60_000

/** Where the page keeps things: `local` for the chat and what was not sent yet, `tab` for the token. */
export interface SessionStorages {
  readonly local: KeyValue
  readonly tab: KeyValue
}

/** The page's one conversation with the server: turns what the person does into frames, and frames into view state. */
export class Session {
  readonly store: Store
  readonly i18n: I18n
  readonly #storages: SessionStorages
  readonly #connection: Connection
  #chat: string | null
  #askedChat: string | null = null
  #askedFrom: number | null = null
  #replayAll = false
  #ticker: ReturnType<typeof setInterval> | undefined
  #replayTimer: ReturnType<typeof setTimeout> | undefined
  #hiddenSince: number | null = null

  constructor(storages: SessionStorages, i18n: I18n) {
    this.#storages = storages
    this.i18n = i18n
    this.#chat = storages.local.getItem(CHAT_KEY)
    const { local } = storages
    this.store = new Store(initialState(loadOutbox(local), this.#chat === null, loadRemoved(local)))
    this.store.listen((state, before) => this.#onChange(state, before))
    this.#connection = new Connection({
      url: socketUrl(document.baseURI),
      protocols: () => {
        const token = loadToken(storages.tab)
        return token === null ? [SUBPROTOCOL] : [SUBPROTOCOL, `auth.${token}`]
      },
      hello: () => this.#hello(),
      probe: () => probeServer(document.baseURI),
      onState: (state) => this.#onConnection(state),
      onFrame: (frame) => {
        switch (frame.type) {
          case 'ready':
            return this.#onReady(frame.chat, frame.lastEventId)
          case 'accepted':
            return this.store.dispatch({ ...frame, now: Date.now() })
          case 'error':
            return this.#onError(frame)
          case 'toast':
            return this.#onToast(frame)
          case 'reset':
            return this.store.dispatch({ type: 'reset' })
          case 'message':
          case 'notice':
          case 'typing':
            return this.#onEvent(frame)
          default:
            return frame satisfies never
        }
      },
    })
  }

  /** Connects, and listens to what happens to the page. */
  start(): void {
    window.addEventListener('online', () => this.#revive())
    document.addEventListener('visibilitychange', () => this.#onVisibility())
    window.addEventListener('storage', (event) => this.#onStorage(event))
    window.addEventListener('hashchange', () => {
      if (takeToken(this.#storages.tab)) this.#connection.restart()
    })
    takeToken(this.#storages.tab)
    this.#connection.start()
    this.#tickWhileNeeded(this.store.state)
  }

  /** Whether this tab has a token to show. */
  get hasToken(): boolean {
    return loadToken(this.#storages.tab) !== null
  }

  /** Sends a message, now or when the connection is back. */
  send(text: string): void {
    const body = text.trim()
    if (body === '') return
    this.store.dispatch({ type: 'composed', item: composeItem(newClientId(), body, Date.now()) })
    this.#flush()
  }

  /** Sends a refused message again. It was refused for good, so it goes as a new one, behind the others. */
  resend(item: OutboxItem): void {
    this.remove(item.clientId)
    this.send(item.text)
  }

  /** Forgets a message that was not sent. */
  remove(clientId: string): void {
    this.store.dispatch({ type: 'removed', clientId })
  }

  /** Presses a notice's button. */
  tap(noticeId: string, { action, token }: NoticeAction): void {
    if (this.store.state.taps.has(tapKey(noticeId, action))) return
    if (this.#connection.send({ type: 'tap', noticeId, action, token }))
      this.store.dispatch({ type: 'tapped', noticeId, action, now: Date.now() })
  }

  /** Speaks another language, and has the server say everything again in it. */
  setLanguage(language: Language): void {
    try {
      this.#storages.local.setItem(LANGUAGE_KEY, language)
    } catch {
      // Over quota: the choice lasts until the reload.
    }
    void this.i18n.changeLanguage(language)
    this.#replayAll = true
    this.#connection.restart()
  }

  /** Tries the server again with a token from the person. */
  submitToken(token: string): void {
    saveToken(this.#storages.tab, token)
    this.#connection.restart()
  }

  /** Tries again without waiting for the countdown. */
  reconnect(): void {
    this.#connection.wake()
  }

  /** Takes a toast away. */
  closeToast(key: number): void {
    this.store.dispatch({ type: 'toastClosed', key })
  }

  /** Asks the browser to allow notifications. */
  allowNotifications(): void {
    this.store.dispatch({ type: 'offer', offered: false })
    void askForNotifications()
  }

  #hello(): ClientFrame {
    // Read anew each time: another tab may have started a chat meanwhile.
    const chat = this.#storages.local.getItem(CHAT_KEY)
    if (chat !== this.#chat) {
      this.#chat = chat
      this.store.dispatch({ type: 'chatLost' })
    }
    this.#askedChat = chat
    this.#askedFrom = this.#replayAll ? null : resumePoint(this.store.state)
    this.#replayAll = false
    return { type: 'hello', chat, resumeFrom: this.#askedFrom, locale: this.i18n.language }
  }

  #onReady(chat: string, lastEventId: number): void {
    const stored = this.#storages.local.getItem(CHAT_KEY)
    if (this.#askedChat === null && stored !== null && stored !== chat) {
      // Another tab was quicker to start a chat: this one joins it.
      this.#connection.restart()
      return
    }
    this.#chat = chat
    try {
      this.#storages.local.setItem(CHAT_KEY, chat)
    } catch {
      // Over quota: the chat works until the reload.
    }
    this.store.dispatch({ type: 'ready', lastEventId, from: this.#askedFrom })
    this.#flush()
  }

  #onConnection(state: ConnectionState): void {
    this.store.dispatch({ type: 'connection', state })
  }

  #onEvent(event: ChatEvent): void {
    const { messages, loaded } = this.store.state
    const isAnswer = event.type === 'message' && event.mention && event.state === 'final'
    if (isAnswer && loaded && document.hidden) {
      const known = messages.find((message) => message.messageId === event.messageId)
      if (known?.state !== 'final') notify(this.i18n.t('notificationTitle'), event.text, event.messageId)
    }
    this.store.dispatch({ type: 'event', event, now: Date.now(), hidden: document.hidden })
  }

  #onToast({ noticeId = '', action, result, text }: ToastFrame): void {
    const done = result === 'done'
    if (action !== undefined) this.store.dispatch({ type: 'tapAnswered', noticeId, action, done })
    if (action === 'wait' && done) this.store.dispatch({ type: 'offer', offered: canOfferNotifications() })
    this.store.dispatch({ type: 'toast', toast: { tone: result, text } })
  }

  #onError({ code, text, clientId, noticeId, retryAfterMs }: ErrorFrame): void {
    if (code === 'unknown_chat' && this.#askedChat !== null) {
      this.#onUnknownChat()
      return
    }
    if (clientId !== undefined) {
      const refusal = refusalOf(code, text, retryAfterMs, Date.now())
      this.store.dispatch({ type: 'refused', clientId, refusal })
      return
    }
    if (noticeId !== undefined) this.store.dispatch({ type: 'tapAnswered', noticeId, done: false })
    // Before the greeting is through, the connection bar already says that the server is not there for us.
    if (this.store.state.connection.status !== 'online') return
    this.store.dispatch({ type: 'toast', toast: { tone: 'error', text } })
  }

  #onUnknownChat(): void {
    if (this.#storages.local.getItem(CHAT_KEY) === this.#askedChat) this.#storages.local.removeItem(CHAT_KEY)
    const text = this.i18n.t('unknownChat')
    this.store.dispatch({ type: 'toast', toast: { tone: 'unknown', text } })
    this.#connection.restart()
  }

  #onChange(state: ViewState, before: ViewState): void {
    saveOutbox(this.#storages.local, before.outbox, state.outbox)
    saveRemoved(this.#storages.local, before.removed, state.removed)
    this.#tickWhileNeeded(state)
    clearTimeout(this.#replayTimer)
    if (state.replayUntil !== null)
      this.#replayTimer = setTimeout(() => this.store.dispatch({ type: 'settled' }), REPLAY_PAUSE_MS)
  }

  #onVisibility(): void {
    if (document.hidden) {
      this.#hiddenSince = Date.now()
      return
    }
    this.store.dispatch({ type: 'looked' })
    const away = this.#hiddenSince === null ? 0 : Date.now() - this.#hiddenSince
    this.#hiddenSince = null
    if (away > STALE_AFTER_HIDDEN_MS) this.#revive()
    else this.#connection.wake()
  }

  /** The network changed or the device slept: an open socket may be dead, and a fresh one costs a round trip. */
  #revive(): void {
    if (this.store.state.connection.status === 'online') this.#connection.restart()
    else this.#connection.wake()
  }

  #onStorage(event: StorageEvent): void {
    if (event.key === LANGUAGE_KEY) {
      const language = pickLanguage(event.newValue, navigator.languages)
      if (language !== this.i18n.language) this.setLanguage(language)
      return
    }
    const messageIds = readRemoved(event.key, event.newValue)
    if (messageIds !== undefined) this.store.dispatch({ type: 'removedElsewhere', messageIds })
    const change = readChange(event.key, event.newValue)
    if (change === undefined) return
    const mine = this.store.state.outbox.find((item) => item.clientId === change.clientId)
    if (change.item === null) {
      if (mine !== undefined && mine.delivery.state !== 'accepted') this.remove(change.clientId)
    } else if (mine === undefined || !mine.own) {
      this.store.dispatch({ type: 'composed', item: change.item })
    }
  }

  #flush(): void {
    if (this.store.state.connection.status !== 'online') return
    const now = Date.now()
    for (const { clientId, text } of this.store.state.outbox.filter((item) => isDue(item, now))) {
      if (this.#connection.send({ type: 'send', clientId, text })) this.store.dispatch({ type: 'sent', clientId, now })
    }
  }

  #tickWhileNeeded({ outbox, taps }: ViewState): void {
    const needed = outbox.length > 0 || taps.size > 0
    if (needed && this.#ticker === undefined) this.#ticker = setInterval(() => this.#tick(), TICK_MS)
    if (needed || this.#ticker === undefined) return
    clearInterval(this.#ticker)
    this.#ticker = undefined
  }

  #tick(): void {
    const now = Date.now()
    const { outbox, taps } = this.store.state
    if (outbox.some(({ delivery }) => delivery.state === 'accepted' && delivery.acceptedAt <= now - ECHO_TIMEOUT_MS))
      this.store.dispatch({ type: 'unechoed', before: now - ECHO_TIMEOUT_MS })
    for (const [key, { at }] of taps) {
      if (at > now - TAP_TIMEOUT_MS) continue
      const [noticeId = '', action = ''] = key.split('\n')
      this.store.dispatch({ type: 'tapAnswered', noticeId, action, done: false })
      this.store.dispatch({ type: 'toast', toast: { tone: 'error', text: this.i18n.t('tapLost') } })
    }
    if (outbox.some(({ delivery }) => delivery.state === 'sending' && delivery.sentAt <= now - ACCEPT_TIMEOUT_MS))
      this.#connection.restart()
    else this.#flush()
  }
}

/** The language to start with. */
export function startLanguage(storage: KeyValue): Language {
  return pickLanguage(storage.getItem(LANGUAGE_KEY), navigator.languages)
}
