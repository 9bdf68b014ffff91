import type { Answer } from '../kit/answer.ts'
import type { FaultHandle } from '../kit/fault.ts'
import { FaultList } from '../kit/fault-list.ts'
import { isJsonObject, parseJson } from '../kit/json.ts'
import { meetFault } from '../kit/meet-fault.ts'
import { type CallWaitOptions, waitForCall } from '../kit/wait-for-call.ts'
import type { WaitOptions } from '../kit/watch.ts'
import type { App, Permission } from './app.ts'
import { Body } from './body.ts'
import { isSpinning } from './card.ts'
import type { Chat } from './chat.ts'
import { ENDPOINTS } from './endpoints/index.ts'
import type { Fault } from './fault.ts'
import { Person } from './person.ts'
import { type Member, Platform, type PlatformOptions } from './platform.ts'
import type { RecordedCall } from './recorded-call.ts'
import { Refused, WebhookRefused } from './refusal.ts'
import type { RuleName } from './rules.ts'
import { type Connection, StreamGateway } from './stream-gateway.ts'
import type { Violation } from './violation.ts'

const OK = 200
const BAD_GATEWAY = 502

/** Options of the fake. */
export interface FakeDingtalkOptions extends PlatformOptions {
  readonly app?: { clientId?: string; clientSecret?: string; name?: string; permissions?: readonly Permission[] }
}

/** A person to be. */
export interface PersonOptions {
  readonly nick?: string
  /** `null`: somebody from outside of the organisation. */
  readonly staffId?: string | null
  readonly isAdmin?: boolean
}

/** A request as the platform got it. */
export interface Incoming {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * DingTalk's stream gateway and Open API without a connection, and the people on the other side of it. The server and
 * the msw handlers put a connection to it.
 */
export class FakeDingtalk {
  /** Every call, in the order of arrival. */
  readonly calls: RecordedCall[] = []
  /** The first app. */
  readonly app: App
  protected readonly platform: Platform
  protected readonly gateway: StreamGateway
  readonly #faults = new FaultList<RecordedCall, Fault>((name, { endpoint }) => name === '*' || name === endpoint)
  readonly #stopped = new AbortController()

  constructor({ app = {}, ...options }: FakeDingtalkOptions = {}) {
    this.platform = new Platform(options)
    this.gateway = new StreamGateway(this.platform)
    this.app = this.platform.addApp(app)
  }

  /** Base URL of the API, of the webhooks and of downloads. */
  get url(): string {
    throw new Error('a transport says where it is')
  }

  /** Where streams are opened. */
  get streamUrl(): string {
    return `${this.url.replace(/^http/, 'ws')}/connect`
  }

  /** The rules that bots broke; a test asserts that there are none. */
  get violations(): readonly Violation[] {
    return this.platform.violations
  }

  /** Templates of cards that the platform knows; a test may take the public ones away. */
  get templates(): Set<string> {
    return this.platform.templates
  }

  /** Cards whose clients show for ever that something goes on. */
  get spinningCards(): readonly string[] {
    return [...this.platform.cards.values()].filter(({ card }) => isSpinning(card)).map(({ card }) => card.outTrackId)
  }

  /** Makes another app. */
  addApp(options: NonNullable<FakeDingtalkOptions['app']> = {}): App {
    return this.platform.addApp(options)
  }

  /** Makes a person. */
  person({ nick = 'Ann', staffId, isAdmin = false }: PersonOptions = {}, app: App = this.app): Person {
    const number = this.platform.serial()
    const member: Member = {
      staffId: staffId === null ? undefined : (staffId ?? `staff${number}`),
      senderId: `$:LWCP_v1:$person${number}`,
      nick,
      isAdmin,
    }
    this.platform.members.push(member)
    return new Person(member, app, this.platform, this.gateway, () => this.url)
  }

  /** The chat of a person with the robot. The same one each time. */
  directChat({ member }: Person): Chat {
    return this.platform.directChat(member) ?? this.platform.addChat('direct', member.nick, [member])
  }

  /** A group with the robot in it. */
  group(members: readonly Person[], title = 'Team'): Chat {
    return this.platform.addChat(
      'group',
      title,
      members.map(({ member }) => member),
    )
  }

  /** Puts a file where a download code finds it. */
  addFile(downloadCode: string, bytes: Uint8Array): void {
    this.platform.files.set(downloadCode, { bytes, robotCode: this.app.robotCode })
  }

  /** The open connections of an app. */
  connections(app: App = this.app): readonly Connection[] {
    return this.gateway.connections(app)
  }

  /** Waits until an app has so many connections, by default one. */
  connected(count = 1, options?: WaitOptions): Promise<readonly Connection[]> {
    const look = () => {
      const found = this.connections()
      return found.length === count ? found : undefined
    }
    return this.platform.watch.until(look, () => `${this.connections().length} connections`, options)
  }

  /** All access tokens become invalid, as when an operator resets the secret. */
  revokeTokens(): void {
    for (const app of this.platform.apps) app.tokens.clear()
  }

  /** All session webhooks become invalid. */
  expireWebhooks(): void {
    this.platform.sessions.clear()
  }

  /** Makes calls of an endpoint fail; `*` is every endpoint. */
  fail(endpoint: string, fault: Fault): FaultHandle {
    return this.#faults.add(endpoint, fault)
  }

  /** The n-th call of an endpoint (from 1, past ones included); waits until it is answered. */
  waitForCall(endpoint: string, options?: CallWaitOptions): Promise<RecordedCall> {
    const source = { calls: this.calls, watch: this.platform.watch, describe: (call: RecordedCall) => call.endpoint }
    return waitForCall(source, (call) => call.endpoint === endpoint, options)
  }

  /** Ends what waits, and all connections. */
  protected shutDown(): void {
    this.#stopped.abort()
    this.gateway.close()
  }

  /** Answers one request. `left` aborts when its client is gone. */
  protected async answer(incoming: Incoming, left: AbortSignal): Promise<Answer> {
    const gone = AbortSignal.any([left, this.#stopped.signal])
    const url = new URL(incoming.url, 'http://127.0.0.1')
    this.#checkQuery(url)
    const [, code] = /^\/files\/(.+)$/.exec(url.pathname) ?? []
    if (code !== undefined) return this.#file(decodeURIComponent(code))
    const endpoint = ENDPOINTS.find(({ method, path }) => method === incoming.method && path === url.pathname)
    const text = Buffer.from(incoming.body).toString('utf8')
    const parsed = parseJson(text)
    const call: RecordedCall = {
      number: this.calls.length + 1,
      at: this.platform.clock.now(),
      endpoint: endpoint?.name ?? url.pathname,
      body: isJsonObject(parsed) ? parsed : {},
      status: undefined,
      error: undefined,
      doneAt: undefined,
    }
    this.calls.push(call)
    this.platform.watch.changed()
    const answer = await meetFault({
      fault: this.#faults.take(call),
      clock: this.platform.clock,
      gone,
      execute: () => this.#execute(call, incoming, url),
      made: (fault) => brokenAnswer(fault, call),
    })
    if (answer !== 'drop') call.status = answer.status
    call.doneAt = this.platform.clock.now()
    this.platform.watch.changed()
    return answer
  }

  /** What stands in an address stands in the logs of everything on the way. */
  #checkQuery(url: URL): void {
    const secrets = this.platform.apps.flatMap(({ clientSecret, tokens }) => [clientSecret, ...tokens.keys()])
    if (secrets.some((secret) => url.search.includes(encodeURIComponent(secret)) || url.search.includes(secret)))
      this.platform.violate('secret.query', `the address of ${url.pathname} holds a secret`)
  }

  #file(code: string): Answer {
    const found = this.platform.files.get(code)
    if (found === undefined) return json(404, { code: 'notFound', message: 'no such file' })
    return { status: OK, headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(found.bytes) }
  }

  #execute(call: RecordedCall, { method, headers, body }: Incoming, url: URL): Answer {
    const endpoint = ENDPOINTS.find((one) => one.method === method && one.path === url.pathname)
    try {
      if (endpoint === undefined) throw new Refused('endpoint.known', 404, 'NotFound', `${method} ${url.pathname}`)
      if (!isJsonObject(parseJson(Buffer.from(body).toString('utf8'))))
        throw new Refused('body.json', 400, 'param.error', 'the body is no JSON object')
      if (!(headers['content-type'] ?? '').includes('application/json'))
        throw new Refused('body.json', 400, 'param.error', 'the content type is not application/json')
      const app = endpoint.needs === undefined ? undefined : this.#appOf(headers, endpoint.needs)
      const result = endpoint.run({
        platform: this.platform,
        body: new Body(call.body),
        app,
        query: url.searchParams,
        header: (name) => headers[name] ?? '',
        streamUrl: this.streamUrl,
        apiRoot: this.url,
      })
      return json(OK, result)
    } catch (error) {
      return this.#refuse(call, error)
    }
  }

  #appOf(headers: Readonly<Record<string, string>>, needs: Permission): App {
    const token = headers['x-acs-dingtalk-access-token'] ?? ''
    const now = this.platform.clock.now()
    const app = this.platform.apps.find(({ tokens }) => (tokens.get(token) ?? 0) > now)
    if (app === undefined)
      throw new Refused('token.valid', 401, 'InvalidAuthentication', 'the access token is not valid')
    if (!app.permissions.has(needs))
      throw new Refused(
        'permission.granted',
        403,
        'Forbidden.AccessDenied.AccessTokenPermissionDenied',
        `the app lacks the permission for ${needs}`,
      )
    return app
  }

  #refuse(call: RecordedCall, error: unknown): Answer {
    if (error instanceof WebhookRefused || (error instanceof Refused && call.endpoint === 'sendBySession')) {
      const errcode = error instanceof WebhookRefused ? error.errcode : 40035
      call.error = String(errcode)
      this.#violate(call, error.rule, error.message)
      return json(OK, { errcode, errmsg: error.message })
    }
    if (!(error instanceof Refused)) throw error
    call.error = error.code
    this.#violate(call, error.rule, error.message)
    return json(error.status, { code: error.code, message: error.message, requestid: `request-${call.number}` })
  }

  #violate(call: RecordedCall, rule: RuleName, message: string): void {
    this.platform.violate(rule, message, call.endpoint)
  }
}

/** The answer that a fault makes up; none for one that only takes time. */
function brokenAnswer({ status, code, errcode, body }: Fault, call: RecordedCall): Answer | undefined {
  if (body !== undefined) return { status: status ?? BAD_GATEWAY, headers: { 'content-type': 'text/html' }, body }
  if (errcode !== undefined) {
    call.error = String(errcode)
    return json(OK, { errcode, errmsg: 'a fault of the test' })
  }
  if (status === undefined) return undefined
  call.error = code ?? String(status)
  return json(status, { code: code ?? 'fault', message: 'a fault of the test', requestid: 'r' })
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
