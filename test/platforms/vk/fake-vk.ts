import type { JsonObject } from '../telegram/json.ts'
import type { WaitOptions } from '../telegram/watch.ts'
import { type Answer, brokenAnswer, download, errorBody, json, NOTHING } from './answer.ts'
import type { CallbackApi } from './callback-api.ts'
import type { Chat } from './chat.ts'
import type { Community, CommunityOptions } from './community.ts'
import { ERROR_CODE } from './error-code.ts'
import { EVENT_TYPES } from './event-types.ts'
import { readCode } from './execute-code.ts'
import { type Fault, type FaultHandle, FaultList } from './fault.ts'
import { type Incoming, readAddress, readUploads, readValues } from './incoming.ts'
import { METHODS } from './methods/index.ts'
import { Params } from './params.ts'
import type { Participant } from './participant.ts'
import { Person, type PersonOptions } from './person.ts'
import { Platform, type PlatformOptions } from './platform.ts'
import type { RecordedCall } from './recorded-call.ts'
import { Refused } from './refusal.ts'
import { RULES } from './rules.ts'
import { checkParams } from './rules-params.ts'
import { signatureOf } from './signatures.ts'
import type { Violation } from './violation.ts'

const API_VERSION = '5.199'
const FIRST_PERSON_ID = 510_000_001

/** Options of the fake. */
export interface FakeVkOptions extends PlatformOptions {
  /** The first community. */
  readonly community?: CommunityOptions
  /** Told of every call when it is done; for a log. */
  readonly onCall?: (call: RecordedCall) => void
}

/** A chat of several to be. */
export interface ChatSetup {
  readonly title?: string
  /** The first one owns it, unless there is an owner. */
  readonly members: readonly Participant[]
  readonly owner?: Participant
  readonly admins?: readonly Participant[]
  /** Default: the first community. */
  readonly communities?: readonly Community[]
  /** Whether the communities see what does not concern them. By default they do not, as when they are just added. */
  readonly hearsAll?: boolean
}

/**
 * A VK without a connection: its API, its long poll, and the people on the other side of it. The real server and the
 * msw handlers put a connection to it. What it offers is in README.md.
 */
export abstract class FakeVk {
  /** Every call, in the order of arrival. */
  readonly calls: RecordedCall[] = []
  /** The first community. */
  readonly community: Community
  protected readonly platform: Platform
  readonly #faults = new FaultList()
  readonly #onCall: FakeVkOptions['onCall']
  readonly #stopped = new AbortController()
  /** When a call was last answered with a captcha or flood error. */
  readonly #floodedAt = new Map<string, number>()

  constructor({ community = {}, onCall, ...options }: FakeVkOptions = {}) {
    this.platform = new Platform(options, () => this.url)
    this.community = this.platform.addCommunity(community)
    this.#onCall = onCall
  }

  /** The part of the API's address before `/method`. */
  abstract get url(): string

  /** The rules that bots broke; a test asserts that there are none. */
  get violations(): readonly Violation[] {
    return this.platform.violations
  }

  /** All communities. */
  get communities(): readonly Community[] {
    return this.platform.communities
  }

  /** All chats. */
  get chats(): readonly Chat[] {
    return [
      ...this.platform.communities.flatMap(({ directChats }) => [...directChats.values()]),
      ...this.platform.chats,
    ]
  }

  /** The people. */
  get people(): readonly Person[] {
    return [...this.platform.people.values()]
  }

  /** Makes another community. */
  addCommunity(options: CommunityOptions = {}): Community {
    return this.platform.addCommunity(options)
  }

  /** Makes a person. */
  person(options: PersonOptions = {}): Person {
    const id = options.id ?? FIRST_PERSON_ID + this.platform.people.size
    const person = new Person({ ...options, id }, this.platform)
    this.platform.people.set(id, person)
    return person
  }

  /** The chat of a person who has written to the community before. The same one each time. */
  directChat(person: Person, community: Community = this.community): Chat {
    return this.platform.directChat(person, community)
  }

  /** A chat of several that has been there for a while: nobody is told that it is new. */
  chat({ title = 'Team', members, admins = [], communities = [this.community], ...options }: ChatSetup): Chat {
    const chat = this.platform.addChat(title)
    const owner = options.owner ?? members[0]
    for (const member of members) this.platform.setMember(chat, member, {})
    for (const community of communities) {
      this.platform.setMember(chat, community, { hearsAll: options.hearsAll ?? false })
    }
    for (const admin of admins) this.platform.setMember(chat, admin, { admin: true })
    if (owner !== undefined) this.platform.setMember(chat, owner, { admin: true, owner: true })
    return chat
  }

  /** A community leaves a chat. */
  leaves(chat: Chat, community: Community = this.community): void {
    this.platform.setMember(chat, community, { state: 'left' })
  }

  /** Connects a server of the Callback API, as an operator does. Rejects when it does not confirm itself. */
  connectCallback(
    url: string,
    options: { readonly secret?: string; readonly events?: readonly string[]; readonly community?: Community } = {},
  ): Promise<CallbackApi> {
    const { secret = '', events = EVENT_TYPES, community = this.community } = options
    return this.platform.connectCallback(community, { url, secret, events: new Set(events) })
  }

  /** Delivers an event once more, as VK does when it is not sure; the newest one by default. */
  repeat(community: Community = this.community, eventId?: string): void {
    const { events } = community.longPoll
    const event = events.findLast(({ body }) => eventId === undefined || body.event_id === eventId)
    if (event === undefined) throw new Error('there is no such event')
    community.longPoll.push(event.body)
  }

  /** Makes calls of a method fail; `*` is every method, `a_check` the long poll, `upload` an upload. */
  fail(method: string, fault: Fault): FaultHandle {
    return this.#faults.add(method, fault)
  }

  /** The n-th call of a method (from 1, past ones included), or the first that fits; waits until it is answered. */
  waitForCall(
    which: string | ((call: RecordedCall) => boolean),
    options: WaitOptions & { readonly count?: number } = {},
  ): Promise<RecordedCall> {
    const fits = typeof which === 'string' ? (call: RecordedCall) => call.method === which : which
    const find = () => {
      const call = this.calls.filter(fits)[(options.count ?? 1) - 1]
      return call?.doneAt === undefined ? undefined : call
    }
    return this.platform.watch.until(find, () => this.calls.map(describe).join(', ') || 'no call', options)
  }

  /** Delivers nothing more and ends what waits. */
  protected shutDown(): void {
    this.#stopped.abort()
    for (const { callback } of this.platform.communities) callback?.stop()
  }

  /** Answers one request. `left` aborts when its client is gone. */
  protected async answer(incoming: Incoming, left: AbortSignal): Promise<Answer> {
    const gone = AbortSignal.any([left, this.#stopped.signal])
    const asked = readAddress(incoming.url)
    if (asked.kind === 'file') return this.#download(asked.path)
    if (asked.kind === 'nothing') return NOTHING
    if (asked.kind === 'upload') return this.#upload(asked.ticket, incoming, gone)
    const { access_token: given, ...values } = await readValues(incoming)
    const params = new Params(values)
    if (asked.kind === 'poll') return this.#poll(asked.community, params, gone)
    const token = given ?? incoming.authorization.replace(/^Bearer /, '')
    const community = this.platform.communities.find((one) => one.token === token)
    const call = this.#record(asked.method, params, community)
    return this.#meetFault(call, gone, async () => this.#reply(call, community, params))
  }

  #download(path: string): Answer {
    const file = this.platform.files.byPath(path)
    return file === undefined ? NOTHING : download(file.bytes, file.mime)
  }

  async #upload(ticket: string, incoming: Incoming, gone: AbortSignal): Promise<Answer> {
    const kind = this.platform.uploads.kindOf(ticket)
    if (kind === undefined) return NOTHING
    const call = this.#record('upload', new Params({ ticket, kind }), undefined)
    return this.#survive(this.#faults.take(call), call, gone, async () => {
      const wanted = kind === 'photo' ? 'photo' : 'file'
      const upload = (await readUploads(incoming)).find(({ field }) => field === wanted)
      const tooLarge = incoming.body.length > this.platform.limits.maxUploadBytes
      if (upload === undefined || tooLarge) {
        call.error = tooLarge ? 'file is too large' : `the upload has no file ${wanted}`
        this.platform.violate('upload.field', call.error, call)
        this.#done(call, undefined)
        return json({ error: 'ERR_UPLOAD_BAD_FILE', error_descr: call.error })
      }
      const text = this.platform.uploads.keep({ kind, upload })
      this.#done(call, undefined)
      return json(kind === 'photo' ? { server: 857_220, photo: text, hash: 'b1946ac9' } : { file: text })
    })
  }

  async #poll(id: number, params: Params, gone: AbortSignal): Promise<Answer> {
    const community = this.platform.communities.find((one) => one.id === id)
    if (community === undefined) return NOTHING
    const call = this.#record('a_check', params, community)
    const fault = this.#faults.take(call)
    if (fault?.code !== undefined) {
      this.#done(call, fault.code)
      return json({ failed: fault.code })
    }
    return this.#survive(fault, call, gone, async () => {
      const answer = await community.longPoll.poll(params, gone)
      call.result = answer
      this.#done(call, typeof answer.failed === 'number' ? answer.failed : undefined)
      return json(answer)
    })
  }

  #record(method: string, params: Params, community: Community | undefined, executed = false): RecordedCall {
    const call: RecordedCall = {
      number: this.calls.length + 1,
      at: this.platform.clock.now(),
      community: community?.id,
      method,
      params: params.values,
      executed,
      result: undefined,
      errorCode: undefined,
      error: undefined,
      doneAt: undefined,
    }
    this.calls.push(call)
    this.platform.watch.changed()
    return call
  }

  #done(call: RecordedCall, errorCode: number | undefined): void {
    call.errorCode = errorCode
    call.doneAt = this.platform.clock.now()
    if (errorCode === ERROR_CODE.flood || errorCode === ERROR_CODE.captcha) {
      this.#floodedAt.set(identity(call), call.doneAt)
    }
    this.#onCall?.(call)
    this.platform.watch.changed()
  }

  #meetFault(call: RecordedCall, gone: AbortSignal, execute: () => Promise<Answer>): Promise<Answer> {
    const floodedAt = this.#floodedAt.get(identity(call))
    if (floodedAt !== undefined && call.at - floodedAt < this.platform.limits.pauseAfterFloodMs) {
      this.platform.violate('flood.retry', `${call.method} again ${call.at - floodedAt} ms after it was too much`, call)
    }
    return this.#survive(this.#faults.take(call), call, gone, execute)
  }

  async #survive(
    fault: Fault | undefined,
    call: RecordedCall,
    gone: AbortSignal,
    execute: () => Promise<Answer>,
  ): Promise<Answer> {
    if (fault === undefined) return execute()
    this.platform.watch.changed()
    if (fault.delayMs !== undefined) await this.#pause(fault.delayMs, gone)
    if (fault.hang === true) await this.#pause(Number.POSITIVE_INFINITY, gone)
    if (fault.dropAfter === true) await execute()
    const made = brokenAnswer(fault, { ...call.params, method: call.method })
    const drops = fault.hang === true || fault.dropBefore === true || fault.dropAfter === true
    if (!drops && made === undefined) return execute()
    if (call.doneAt === undefined) {
      call.error = fault.message ?? 'made to fail'
      this.#done(call, fault.code)
    }
    return drops ? 'drop' : (made ?? 'drop')
  }

  /** Waits on the platform's clock, but no longer than the client. */
  #pause(ms: number, gone: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = Number.isFinite(ms) ? this.platform.clock.after(ms, resolve) : () => {}
    gone.addEventListener('abort', () => resolve(), { once: true })
    if (gone.aborted) resolve()
    return promise.finally(cancel)
  }

  #reply(call: RecordedCall, community: Community | undefined, params: Params): Answer {
    try {
      mustSpeakTheVersion(params)
      if (community === undefined) {
        throw new Refused('token.valid', ERROR_CODE.authorization, 'invalid access_token (4).')
      }
      if (community.tooManyCalls()) throw new Refused('rate.calls', ERROR_CODE.tooManyCalls)
      if (call.method === 'execute') return this.#execute(call, community, params)
      call.result = this.#run(call, community, params)
      this.#done(call, undefined)
      return json({ response: call.result })
    } catch (error) {
      return json({ error: this.#refuse(call, error) })
    }
  }

  /** Runs the calls of an `execute`: each that fails is `false` in the list, and stands among the errors. */
  #execute(call: RecordedCall, community: Community, params: Params): Answer {
    const signature = signatureOf('execute')
    if (signature !== undefined) checkParams(params, signature)
    const errors: JsonObject[] = []
    const response = readCode(params.text('code')).map(({ method, params: values }) => {
      const inner = this.#record(method, new Params(values), community, true)
      try {
        inner.result = this.#run(inner, community, new Params(values))
        this.#done(inner, undefined)
        return inner.result
      } catch (error) {
        const { error_code, error_msg } = this.#refuse(inner, error)
        errors.push({ method, error_code, error_msg })
        return false
      }
    })
    call.result = response
    this.#done(call, undefined)
    return json({ response, ...(errors.length > 0 && { execute_errors: errors }) })
  }

  #refuse(call: RecordedCall, error: unknown): JsonObject {
    if (!(error instanceof Refused)) throw error
    call.error = error.message
    if (RULES[error.rule].blame === 'bot') this.platform.violate(error.rule, error.message, call)
    this.#done(call, error.code)
    return errorBody(error.code, error.message, { ...call.params, method: call.method })
  }

  #run(call: RecordedCall, community: Community, params: Params): unknown {
    const method = METHODS.get(call.method)
    const signature = signatureOf(call.method)
    if (method === undefined || signature === undefined) throw new Refused('method.known', ERROR_CODE.unknownMethod)
    const note = (rule: Violation['rule'], message: string) => this.platform.violate(rule, message, call)
    for (const name of checkParams(params, signature)) note('param.known', `${call.method} has no parameter ${name}`)
    if (method.right !== undefined && !community.rights.has(method.right)) {
      throw new Refused('token.rights', ERROR_CODE.access, 'no access to call this method')
    }
    const group = params.text('group_id')
    if (group !== '' && ![String(community.id), community.screenName].includes(group)) {
      throw new Refused('community.own', ERROR_CODE.access, 'group_id is of another community')
    }
    return method.run({ platform: this.platform, community, params, note })
  }
}

function mustSpeakTheVersion(params: Params): void {
  if (!params.has('v')) throw new Refused('version.given', ERROR_CODE.invalidRequest, 'v (version) is required')
  if (params.text('v') !== API_VERSION) {
    throw new Refused('version.supported', ERROR_CODE.invalidRequest, `version ${params.text('v')} is not supported`)
  }
}

/** What makes a call the same as another. */
function identity({ community, method, params }: RecordedCall): string {
  const { captcha_sid: _sid, captcha_key: _key, ...rest } = params
  return JSON.stringify([community, method, rest])
}

function describe({ number, method, errorCode, doneAt }: RecordedCall): string {
  return `${number} ${method} ${doneAt === undefined ? 'unanswered' : (errorCode ?? 'ok')}`
}
