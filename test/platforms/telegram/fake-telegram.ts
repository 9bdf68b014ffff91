import type { User } from 'grammy/types'
import type { Answer } from '../kit/answer.ts'
import type { FaultHandle } from '../kit/fault.ts'
import { FaultList } from '../kit/fault-list.ts'
import type { JsonObject } from '../kit/json.ts'
import { meetFault } from '../kit/meet-fault.ts'
import { type CallWaitOptions, waitForCall } from '../kit/wait-for-call.ts'
import {
  BAD_REQUEST,
  brokenAnswer,
  failed,
  file as fileAnswer,
  NOT_FOUND,
  succeeded,
  TOO_LARGE,
  UNAUTHORIZED,
} from './answer.ts'
import type { AccountOptions, BotAccount } from './bot-account.ts'
import type { BusinessConnection } from './business-connection.ts'
import type { Chat, ChatMessage } from './chat.ts'
import type { Fault } from './fault.ts'
import { type Incoming, readAddress, readParams } from './incoming.ts'
import { METHODS } from './methods/index.ts'
import { openTopic } from './open-topic.ts'
import { Params } from './params.ts'
import type { Participant } from './participant.ts'
import { Person } from './person.ts'
import { Platform, type PlatformOptions } from './platform.ts'
import type { RecordedCall } from './recorded-call.ts'
import { Refused } from './refusal.ts'
import { RULES } from './rules.ts'
import { chatView, seconds } from './views.ts'
import type { Violation } from './violation.ts'

const REQUEST_TOO_LARGE = 'Request Entity Too Large'
/** Calls that a webhook may not answer with. Source: botapi WebhookActor.cpp:622. */
const NOT_FROM_WEBHOOK = /^(?:get.*|deletewebhook|setwebhook|close|logout)$/i
/** Options of the fake. */
export interface FakeTelegramOptions extends PlatformOptions {
  /** The first bot. */
  readonly bot?: AccountOptions
  /** Told of every call when it is done; for a log. */
  readonly onCall?: (call: RecordedCall) => void
}

/** A person to be. */
export interface UserOptions {
  readonly firstName?: string
  readonly lastName?: string
  readonly username?: string
  readonly languageCode?: string
  readonly isBot?: boolean
  readonly id?: number
}

/** A group to be. */
export interface GroupOptions {
  readonly title?: string
  /** Default: a supergroup when it has topics or a username, a basic group otherwise. */
  readonly type?: 'group' | 'supergroup'
  /** The first one creates it, unless there is a creator. */
  readonly members: readonly Participant[]
  readonly admins?: readonly Participant[]
  readonly creator?: Participant
  /** Default: the first bot. */
  readonly bots?: readonly BotAccount[]
  readonly botIsAdmin?: boolean
  readonly forum?: boolean
  /** Topics beside General; those opened by a bot are a trap of their own. */
  readonly topics?: readonly (string | { readonly name: string; readonly by: Participant })[]
  readonly username?: string
}

/**
 * A Bot API server without a connection, and the people on the other side of it. The real server and the msw handlers
 * put a connection to it. What it offers is in README.md.
 */
export class FakeTelegram {
  /** Every call, in the order of arrival. */
  readonly calls: RecordedCall[] = []
  /** The first bot. */
  readonly bot: BotAccount
  protected readonly platform: Platform
  readonly #faults = new FaultList<RecordedCall, Fault>(
    (name, { method }) => name === '*' || name.toLowerCase() === method.toLowerCase(),
  )
  readonly #people = new Map<number, Person>()
  readonly #onCall: FakeTelegramOptions['onCall']
  readonly #stopped = new AbortController()

  constructor({ bot = {}, onCall, ...options }: FakeTelegramOptions = {}) {
    this.platform = new Platform(options)
    this.bot = this.platform.addAccount(bot)
    this.#onCall = onCall
  }

  /** The rules that bots broke; a test asserts that there are none. */
  get violations(): readonly Violation[] {
    return this.platform.violations
  }

  /** All bots. */
  get accounts(): readonly BotAccount[] {
    return this.platform.accounts
  }

  /** The chats of all bots. */
  get chats(): readonly Chat[] {
    const direct = this.platform.accounts.flatMap(({ privateChats }) => [...privateChats.values()])
    return [...direct, ...this.platform.chats.values()]
  }

  /** The people. */
  get users(): readonly Person[] {
    return [...this.#people.values()]
  }

  /** Makes another bot. */
  account(options: AccountOptions = {}): BotAccount {
    return this.platform.addAccount(options)
  }

  /** Makes a person, or a bot that is not ours. */
  user({ firstName = 'Ann', lastName, username, languageCode, isBot = false, id }: UserOptions = {}): Person {
    const user: Omit<User, 'id'> = {
      is_bot: isBot,
      first_name: firstName,
      ...(lastName !== undefined && { last_name: lastName }),
      ...(username !== undefined && { username }),
      ...(languageCode !== undefined && { language_code: languageCode }),
    }
    const person = new Person(this.platform.addUser({ ...user, id }), this.platform)
    this.#people.set(person.id, person)
    return person
  }

  /** The chat of a person who has started the bot. The same one each time. */
  privateChat(person: Person, bot: BotAccount = this.bot): Chat {
    const known = bot.privateChats.get(person.id)
    if (known !== undefined) return known
    const chat = this.platform.addChat({
      type: 'private',
      id: person.id,
      title: undefined,
      username: undefined,
      forum: false,
      person: person.user,
    })
    bot.privateChats.set(person.id, chat)
    this.platform.setMember(chat, person.user, 'member')
    this.platform.setMember(chat, bot.user, 'member')
    return chat
  }

  /** A group that has been there for a while: nobody is told that it is new. */
  group({ title = 'Team', members, admins = [], bots = [this.bot], topics = [], ...options }: GroupOptions): Chat {
    const { username, botIsAdmin = false, forum = topics.length > 0 } = options
    const type = options.type ?? (forum || username !== undefined ? 'supergroup' : 'group')
    if (forum && type === 'group') throw new Error('only a supergroup has topics')
    const chat = this.platform.addChat({ type, title, username, forum, person: undefined })
    const creator = options.creator ?? members[0]
    for (const { user } of members) this.platform.setMember(chat, user, 'member')
    for (const { user } of admins) this.platform.setMember(chat, user, 'administrator')
    if (creator !== undefined) this.platform.setMember(chat, creator.user, 'creator')
    for (const topic of topics) {
      const { name, by } = typeof topic === 'string' ? { name: topic, by: creator ?? this.bot } : topic
      openTopic(this.platform, chat, by, name)
    }
    for (const { user } of bots) this.platform.setMember(chat, user, botIsAdmin ? 'administrator' : 'member')
    return chat
  }

  /** A channel; its posts go to its discussion group, too. */
  channel(options: { title?: string; username?: string; discussion?: Chat; admins: readonly Participant[] }): Chat {
    const { title = 'News', username, discussion, admins } = options
    const chat = this.platform.addChat({ type: 'channel', title, username, forum: false, person: undefined })
    for (const { user } of admins) this.platform.setMember(chat, user, 'administrator')
    chat.discussion = discussion
    return chat
  }

  /** Connects a person's business account to a bot. */
  business(person: Person, bot: BotAccount = this.bot): BusinessConnection {
    const chat = this.privateChat(person, bot)
    const connection = { id: `business-${this.platform.serial()}`, owner: person.user, account: bot }
    const update = {
      id: connection.id,
      user: person.user,
      user_chat_id: chatView(chat).id,
      date: seconds(this.platform.clock.now()),
      rights: { can_reply: true },
      is_enabled: true,
    }
    this.platform.tell(bot, 'business_connection', update, chat)
    return connection
  }

  /** An edit that changes nothing a bot can see, such as a preview that has loaded. Source: types, Update.edited_message. */
  retouch(message: ChatMessage): void {
    this.platform.revise(message, message.now)
  }

  /** Makes calls of a method fail; `*` is every method. */
  fail(method: string, fault: Fault): FaultHandle {
    return this.#faults.add(method, fault)
  }

  /** The n-th call of a method (from 1, past ones included), or the first that fits; waits until it is answered. */
  waitForCall(which: string | ((call: RecordedCall) => boolean), options?: CallWaitOptions): Promise<RecordedCall> {
    const fits = typeof which === 'string' ? (call: RecordedCall) => call.method === which : which
    return waitForCall({ calls: this.calls, watch: this.platform.watch, describe }, fits, options)
  }

  /** Delivers nothing more and ends what waits. */
  protected shutDown(): void {
    this.#stopped.abort()
    for (const { webhook } of this.platform.accounts) webhook?.stop()
  }

  /** Answers one request. `left` aborts when its client is gone. */
  protected async answer(incoming: Incoming, left: AbortSignal): Promise<Answer> {
    const gone = AbortSignal.any([left, this.#stopped.signal])
    const asked = readAddress(incoming.url)
    if (asked.kind === 'nothing') return failed(NOT_FOUND, 'Not Found')
    const account = this.platform.accounts.find(({ token }) => token === asked.token)
    if (account === undefined) return failed(UNAUTHORIZED, 'Unauthorized')
    if (asked.kind === 'file') return this.#download(asked.path)
    if (incoming.body.length > this.platform.limits.maxUploadBytes) {
      this.platform.violate('file.upload', REQUEST_TOO_LARGE)
      return failed(TOO_LARGE, REQUEST_TOO_LARGE)
    }
    return this.#call(account, asked.method, await readParams(incoming), gone)
  }

  #download(path: string): Answer {
    const file = this.platform.files.byPath(path)
    if (file === undefined || file.size > this.platform.limits.maxDownloadBytes) return failed(NOT_FOUND, 'Not Found')
    return fileAnswer(file.bytes)
  }

  async #call(account: BotAccount, method: string, params: Params, gone: AbortSignal): Promise<Answer> {
    const call: RecordedCall = {
      number: this.calls.length + 1,
      at: this.platform.clock.now(),
      bot: account.username,
      method,
      params: params.values,
      files: params.files,
      status: undefined,
      result: undefined,
      error: undefined,
      doneAt: undefined,
    }
    this.calls.push(call)
    this.platform.watch.changed()
    account.firstCallAt ??= call.at
    const answer = await meetFault({
      fault: this.#faults.take(call),
      clock: this.platform.clock,
      gone,
      execute: () => this.#execute(account, call, params, gone),
      made: (fault) => {
        const made = brokenAnswer(fault)
        if (made !== undefined) call.error = fault.description ?? 'made to fail'
        return made
      },
    })
    if (answer !== 'drop') call.status = answer.status
    call.doneAt = this.platform.clock.now()
    this.#onCall?.(call)
    this.platform.watch.changed()
    return answer
  }

  async #execute(account: BotAccount, call: RecordedCall, params: Params, gone: AbortSignal): Promise<Answer> {
    try {
      if (account.loggedOut) throw new Refused('method.closed', BAD_REQUEST, 'Logged out')
      const method = METHODS.get(call.method.toLowerCase())
      if (method === undefined) throw new Refused('method.known', NOT_FOUND, 'Not Found: method not found')
      const callLater = (body: JsonObject) => this.#callFromWebhook(account, body)
      call.result = await method({ platform: this.platform, account, params, gone, callLater })
      return succeeded(call.result)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      call.error = error.message
      if (RULES[error.rule].blame === 'bot') this.platform.violate(error.rule, error.message, call)
      return failed(error.code, error.message, error.parameters)
    }
  }

  /** A call that came as the answer of a webhook; nobody hears of its result. */
  #callFromWebhook(account: BotAccount, { method, ...values }: JsonObject): void {
    if (typeof method !== 'string' || NOT_FROM_WEBHOOK.test(method)) return
    void this.#call(account, method, new Params(values), this.#stopped.signal)
  }
}

function describe({ number, method, status }: RecordedCall): string {
  return `${number} ${method} ${status ?? 'unanswered'}`
}
