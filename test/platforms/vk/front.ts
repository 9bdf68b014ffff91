import type { Answer } from '../kit/answer.ts'
import { FaultList } from '../kit/fault-list.ts'
import { meetFault } from '../kit/meet-fault.ts'
import { brokenAnswer, download, json, NOTHING } from './answer.ts'
import { Api } from './api.ts'
import type { CallLog } from './call-log.ts'
import type { Fault } from './fault.ts'
import { type Incoming, readAddress, readUploads, readValues } from './incoming.ts'
import { Params } from './params.ts'
import type { Platform } from './platform.ts'
import type { RecordedCall } from './recorded-call.ts'

/** Everything that has an address: the API, the long poll, uploads and files. Faults are met here. */
export class Front {
  readonly faults = new FaultList<RecordedCall, Fault>(isNamed)
  readonly #platform: Platform
  readonly #log: CallLog
  readonly #api: Api

  constructor(platform: Platform, log: CallLog) {
    this.#platform = platform
    this.#log = log
    this.#api = new Api(platform, log)
  }

  /** Answers one request. `gone` aborts when its client is. */
  async answer(incoming: Incoming, gone: AbortSignal): Promise<Answer> {
    const asked = readAddress(incoming.url)
    if (asked.kind === 'file') return this.#download(asked.path)
    if (asked.kind === 'nothing') return NOTHING
    if (asked.kind === 'upload') return this.#upload(asked.ticket, incoming, gone)
    const { access_token: given, ...values } = await readValues(incoming)
    const params = new Params(values)
    if (asked.kind === 'poll') return this.#poll(asked.community, params, gone)
    const token = given ?? incoming.authorization.replace(/^Bearer /, '')
    const community = this.#platform.communities.find((one) => one.token === token)
    const call = this.#log.begin(asked.method, params, community)
    return this.#meet(this.faults.take(call), call, gone, async () => this.#api.answer(call, community, params))
  }

  #download(path: string): Answer {
    const file = this.#platform.files.byPath(path)
    return file === undefined ? NOTHING : download(file.bytes, file.mime)
  }

  async #upload(ticket: string, incoming: Incoming, gone: AbortSignal): Promise<Answer> {
    const { uploads, limits } = this.#platform
    const kind = uploads.kindOf(ticket)
    if (kind === undefined) return NOTHING
    const call = this.#log.begin('upload', new Params({ ticket, kind }), undefined)
    return this.#meet(this.faults.take(call), call, gone, async () => {
      const wanted = kind === 'photo' ? 'photo' : 'file'
      const upload = (await readUploads(incoming)).find(({ field }) => field === wanted)
      const tooLarge = incoming.body.length > limits.maxUploadBytes
      if (upload === undefined || tooLarge) {
        call.error = tooLarge ? 'file is too large' : `the upload has no file ${wanted}`
        this.#platform.violate('upload.field', call.error, call)
        this.#log.end(call)
        return json({ error: 'ERR_UPLOAD_BAD_FILE', error_descr: call.error })
      }
      const text = uploads.keep({ kind, upload })
      this.#log.end(call)
      return json(kind === 'photo' ? { server: 857_220, photo: text, hash: 'b1946ac9' } : { file: text })
    })
  }

  async #poll(id: number, params: Params, gone: AbortSignal): Promise<Answer> {
    const community = this.#platform.communities.find((one) => one.id === id)
    if (community === undefined) return NOTHING
    const call = this.#log.begin('a_check', params, community)
    const fault = this.faults.take(call)
    if (fault?.code !== undefined) {
      this.#log.end(call, fault.code)
      return json({ failed: fault.code })
    }
    return this.#meet(fault, call, gone, async () => {
      const answer = await community.longPoll.poll(params, gone)
      call.result = answer
      this.#log.end(call, typeof answer.failed === 'number' ? answer.failed : undefined)
      return json(answer)
    })
  }

  /** Answers a call, or lets it fail as the fault says. */
  async #meet(
    fault: Fault | undefined,
    call: RecordedCall,
    gone: AbortSignal,
    execute: () => Promise<Answer>,
  ): Promise<Answer> {
    if (fault === undefined) return execute()
    this.#platform.watch.changed()
    const made = () => brokenAnswer(fault, { ...call.params, method: call.method })
    const answer = await meetFault({ fault, clock: this.#platform.clock, gone, execute, made })
    if (call.doneAt === undefined) {
      call.error = fault.message ?? 'made to fail'
      this.#log.end(call, fault.code)
    }
    return answer
  }
}

/** `*` is every method of the API, but neither a long poll nor an upload. */
function isNamed(name: string, { method }: RecordedCall): boolean {
  return name === method || (name === '*' && (method.includes('.') || method === 'execute'))
}
