import type { Answer } from '../kit/answer.ts'
import type { FaultHandle } from '../kit/fault.ts'
import { FaultList } from '../kit/fault-list.ts'
import type { JsonObject } from '../kit/json.ts'
import { meetFault } from '../kit/meet-fault.ts'
import { type CallWaitOptions, waitForCall } from '../kit/wait-for-call.ts'
import type { WaitOptions } from '../kit/watch.ts'
import { brokenAnswer, failed, succeeded } from './answer.ts'
import type { AppOptions, FeishuApp } from './app.ts'
import type { Chat, ChatMessage } from './chat.ts'
import type { Fault } from './fault.ts'
import type { Participant } from './identity.ts'
import { type Incoming, type Parameters, readParameters } from './incoming.ts'
import { findMethod } from './methods/index.ts'
import type { MethodContext } from './methods/method.ts'
import { Person, type PersonOptions } from './person.ts'
import { Platform, type PlatformOptions } from './platform.ts'
import type { RecordedCall } from './recorded-call.ts'
import { Refused } from './refused.ts'
import { RULES } from './rules.ts'
import type { Violation } from './violation.ts'

const SECOND_MS = 1_000
const TOKEN_PATH = '/open-apis/auth/v3/tenant_access_token/internal'
const ENDPOINT_PATH = '/callback/ws/endpoint'
const BEARER = /^Bearer (\S+)$/

/** Options of the fake. */
export interface FakeFeishuOptions extends PlatformOptions {
  /** The first app. */
  readonly bot?: AppOptions
  /** Told of every call when it is done; for a log. */
  readonly onCall?: (call: RecordedCall) => void
}

/** A group to be. */
export interface GroupOptions {
  readonly name?: string
  /** The first one owns it, unless there is an owner. */
  readonly members: readonly Participant[]
  readonly owner?: Participant
  readonly admins?: readonly Participant[]
  /** Default: the first bot. */
  readonly bots?: readonly FeishuApp[]
  /** A topic group: every message that replies to none opens a topic. */
  readonly topics?: boolean
}

/** The result of a call: what stands in the answer, or the answer itself. */
type Result = JsonObject | { readonly answer: Answer }

/**
 * An Open Platform without a connection, and the people on the other side of it. The real server and the msw handlers put
 * a connection to it. What it offers is in README.md.
 */
export class FakeFeishu {
  /** Every call, in the order of arrival. */
  readonly calls: RecordedCall[] = []
  /** The first app. */
  readonly bot: FeishuApp
  protected readonly platform: Platform
  readonly #faults = new FaultList<RecordedCall, Fault>((name, { method }) => name === '*' || name === method)
  readonly #people: Person[] = []
  readonly #onCall: FakeFeishuOptions['onCall']
  readonly #stopped = new AbortController()

  constructor({ bot = {}, onCall, ...options }: FakeFeishuOptions = {}) {
    this.platform = new Platform(options)
    this.bot = this.platform.addApp(bot)
    this.#onCall = onCall
  }

  /** The rules that bots broke; a test asserts that there are none. */
  get violations(): readonly Violation[] {
    return this.platform.violations
  }

  /** All apps. */
  get apps(): readonly FeishuApp[] {
    return this.platform.apps
  }

  get chats(): readonly Chat[] {
    return [...this.platform.chats.values()]
  }

  get users(): readonly Person[] {
    return this.#people
  }

  /** Makes another app. */
  account(options: AppOptions = {}): FeishuApp {
    return this.platform.addApp(options)
  }

  /** Makes a person. */
  user(options: PersonOptions = {}): Person {
    const person = new Person(options, this.platform)
    this.platform.people.push(person)
    this.#people.push(person)
    return person
  }

  /** The chat of a person with a bot. The same one each time. */
  p2p(person: Person, bot: FeishuApp = this.bot): Chat {
    return this.platform.p2p(person, bot)
  }

  /** A group that has been there for a while: nobody is told that it is new. */
  group({
    name = 'Team',
    members,
    owner = members[0],
    admins = [],
    bots = [this.bot],
    topics = false,
  }: GroupOptions): Chat {
    const mode = topics ? 'topic' : 'group'
    const chat = this.platform.addChat({ type: 'group', mode, name, owner }, [...members, ...admins, ...bots])
    if (owner !== undefined) chat.members.add(owner)
    for (const admin of admins) chat.admins.add(admin)
    return chat
  }

  /** Takes a message away without a trace, as an admin of the tenant can. */
  erase(message: ChatMessage): void {
    this.platform.withdraw(message, 'gone')
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

  /** Waits until something is so: looks now, and again after every change on the platform. */
  until<T>(look: () => T | undefined | null | false, options?: WaitOptions): Promise<T> {
    return this.platform.watch.until(look, () => this.calls.map(describe).join(', ') || 'no call', options)
  }

  /** Waits until a bot has so many connections that take events. */
  async connected(bot: FeishuApp = this.bot, count = 1, options?: WaitOptions): Promise<void> {
    const ready = () => bot.connections.filter((connection) => connection.ready).length
    await this.platform.watch.until(
      () => ready() === count,
      () => `${ready()} of ${bot.connections.length} connections ready`,
      options,
    )
  }

  /** Delivers nothing more and ends what waits. */
  protected shutDown(): void {
    this.#stopped.abort()
    for (const app of this.platform.apps) app.stop()
  }

  /** Where a long connection is opened; none over msw. */
  protected get socketUrl(): string | undefined {
    return undefined
  }

  /** Answers one request. `left` aborts when its client is gone. */
  protected async answer(incoming: Incoming, left: AbortSignal): Promise<Answer> {
    const gone = AbortSignal.any([left, this.#stopped.signal])
    const { pathname } = new URL(incoming.url, 'http://localhost')
    const params = readParameters(incoming)
    const route = findMethod(incoming.method, pathname)
    const special = pathname === TOKEN_PATH ? 'auth.token' : pathname === ENDPOINT_PATH ? 'ws.endpoint' : undefined
    const name = special ?? route?.method.name ?? `${incoming.method} ${pathname}`
    const call = this.#record(name, { ...route?.path, ...params.query, ...params.body })
    return this.#meetFault(call, gone, () => {
      if (special === 'auth.token') return this.#refusable(call, () => this.#token(call, params))
      if (special === 'ws.endpoint') return this.#refusable(call, () => this.#endpoint(call, params))
      return this.#refusable(call, () => this.#run(call, incoming, params))
    })
  }

  /** Whether a WebSocket may be opened, and by which app. */
  protected async admit(url: string): Promise<FeishuApp | undefined> {
    const query = new URL(url, 'http://localhost').searchParams
    const call = this.#record('ws.upgrade', Object.fromEntries(query))
    const app = this.platform.apps.find(({ appId }) => appId === query.get('app'))
    const answer = await this.#meetFault(call, this.#stopped.signal, () => succeeded({}))
    return answer !== 'drop' && answer.status === 200 ? app : undefined
  }

  #record(method: string, params: JsonObject): RecordedCall {
    const call: RecordedCall = {
      number: this.calls.length + 1,
      at: this.platform.clock.now(),
      appId: '',
      method,
      params,
      status: undefined,
      code: undefined,
      result: undefined,
      error: undefined,
      doneAt: undefined,
    }
    this.calls.push(call)
    this.platform.watch.changed()
    return call
  }

  async #meetFault(call: RecordedCall, gone: AbortSignal, execute: () => Answer): Promise<Answer> {
    const answer = await meetFault({
      fault: this.#faults.take(call),
      clock: this.platform.clock,
      gone,
      execute,
      made: (fault) => {
        const made = brokenAnswer(fault)
        if (made === undefined) return undefined
        call.code = fault.code
        call.error = fault.msg ?? 'made to fail'
        return made
      },
    })
    if (answer !== 'drop') call.status = answer.status
    call.doneAt = this.platform.clock.now()
    this.#onCall?.(call)
    this.platform.watch.changed()
    return answer
  }

  #refusable(call: RecordedCall, run: () => Result): Answer {
    try {
      const result = run()
      call.code = 0
      if ('answer' in result && isAnswer(result.answer)) return result.answer
      call.result = result
      return succeeded({ ...result })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { status, code, blame } = RULES[error.rule]
      call.code = code
      call.error = error.message
      if (blame === 'bot') this.platform.violate(error.rule, error.message, call)
      return failed(status, code, error.message, error.resetS)
    }
  }

  /** Finds an app by its credentials, in a body that has nothing else. */
  #credentials(call: RecordedCall, { body }: Parameters, idKey: string, secretKey: string): FeishuApp | undefined {
    this.#checkNames(call, body, [idKey, secretKey])
    const app = this.platform.apps.find(({ appId }) => appId === body[idKey])
    call.appId = app?.appId ?? ''
    return app
  }

  #token(call: RecordedCall, params: Parameters): Result {
    const app = this.#credentials(call, params, 'app_id', 'app_secret')
    if (app === undefined) throw new Refused('token.app')
    if (params.body.app_secret !== app.appSecret) throw new Refused('token.secret')
    const { token, expiresAt } = app.token()
    return { tenant_access_token: token, expire: Math.floor((expiresAt - this.platform.clock.now()) / SECOND_MS) }
  }

  #endpoint(call: RecordedCall, params: Parameters): Result {
    const app = this.#credentials(call, params, 'AppID', 'AppSecret')
    if (app === undefined || params.body.AppSecret !== app.appSecret) throw new Refused('endpoint.credentials')
    const { limits } = this.platform
    if (app.webhook !== undefined || this.socketUrl === undefined) throw new Refused('endpoint.mode')
    if (app.connections.length >= limits.connectionsPerApp) throw new Refused('endpoint.connections')
    const query = new URLSearchParams({
      app: app.appId,
      device_id: String(this.platform.serial()),
      service_id: '33554678',
      access_key: 'one',
    })
    return { data: { URL: `${this.socketUrl}?${query}`, ClientConfig: limits.clientConfig } }
  }

  #run(call: RecordedCall, incoming: Incoming, params: Parameters): Result {
    const app = this.#caller(incoming)
    call.appId = app.appId
    const route = findMethod(incoming.method, new URL(incoming.url, 'http://localhost').pathname)
    if (route === undefined) throw new Refused('method.known', call.method)
    const { method, path } = route
    this.#checkNames(call, params.query, method.query ?? [])
    this.#checkNames(call, params.body, method.body ?? [])
    this.#checkCallRate(app, method.name)
    if (method.scope !== undefined && !app.may(method.scope)) throw new Refused('scope.im', method.scope)
    if (!app.enabled) throw new Refused('bot.ability')
    const context: MethodContext = { platform: this.platform, app, path, params, call }
    return method.run(context)
  }

  #caller({ authorization }: Incoming): FeishuApp {
    const [, token] = BEARER.exec(authorization ?? '') ?? []
    if (token === undefined) throw new Refused('token.given')
    const app = this.platform.apps.find((one) => one.hasToken(token))
    if (app === undefined) throw new Refused('token.valid')
    return app
  }

  #checkNames(call: RecordedCall, given: JsonObject, known: readonly string[]): void {
    for (const name of Object.keys(given)) {
      if (!known.includes(name)) this.platform.violate('params.known', `${call.method}: ${name}`, call)
    }
  }

  #checkCallRate({ appId }: FeishuApp, method: string): void {
    const { limits, perSecond, perMinute } = this.platform
    if (!limits.flood) return
    const key = `${appId} ${method}`
    const full = [
      ...(perSecond.within(key).length >= limits.callsPerSecond ? [perSecond.waitMs(key)] : []),
      ...(perMinute.within(key).length >= limits.callsPerMinute ? [perMinute.waitMs(key)] : []),
    ]
    if (full.length > 0) throw new Refused('rate.app', undefined, Math.max(1, Math.ceil(Math.max(...full) / SECOND_MS)))
    perSecond.add(key, appId)
    perMinute.add(key, appId)
  }
}

function isAnswer(value: unknown): value is Answer {
  return value === 'drop' || (typeof value === 'object' && value !== null && 'status' in value && 'body' in value)
}

function describe({ number, method, status, code }: RecordedCall): string {
  return `${number} ${method} ${status ?? 'unanswered'} ${code ?? ''}`
}
