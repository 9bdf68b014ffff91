import type { Answer } from '../kit/answer.ts'
import type { JsonObject } from '../kit/json.ts'
import { errorBody, json } from './answer.ts'
import type { CallLog } from './call-log.ts'
import type { Community } from './community.ts'
import { ERROR_CODE } from './error-code.ts'
import { readCode } from './execute-code.ts'
import { METHODS } from './methods/index.ts'
import { Params } from './params.ts'
import type { Platform } from './platform.ts'
import type { RecordedCall } from './recorded-call.ts'
import { Refused } from './refusal.ts'
import { RULES } from './rules.ts'
import { checkParams } from './rules-params.ts'
import { signatureOf } from './signatures.ts'
import type { Violation } from './violation.ts'

const API_VERSION = '5.199'

/** The methods below `/method`: what every call has to keep, and then the method itself. */
export class Api {
  readonly #platform: Platform
  readonly #log: CallLog

  constructor(platform: Platform, log: CallLog) {
    this.#platform = platform
    this.#log = log
  }

  /** Answers a call. `community`: whose token it carries, `undefined` when it is nobody's. */
  answer(call: RecordedCall, community: Community | undefined, params: Params): Answer {
    try {
      mustSpeakTheVersion(params)
      if (community === undefined) {
        throw new Refused('token.valid', ERROR_CODE.authorization, 'invalid access_token (4).')
      }
      if (community.tooManyCalls()) throw new Refused('rate.calls', ERROR_CODE.tooManyCalls)
      const body = call.method === 'execute' ? this.#execute(community, params) : this.#plain(call, community, params)
      call.result = body.response
      this.#log.end(call)
      return json(body)
    } catch (error) {
      return json({ error: this.#refuse(call, error) })
    }
  }

  #plain(call: RecordedCall, community: Community, params: Params): JsonObject {
    return { response: this.#run(call, community, params) }
  }

  /** Runs the calls of an `execute`: each that fails is `false` in the list, and stands among the errors. */
  #execute(community: Community, params: Params): JsonObject {
    const signature = signatureOf('execute')
    if (signature !== undefined) checkParams(params, signature)
    const errors: JsonObject[] = []
    const response = readCode(params.text('code')).map(({ method, params: values }) => {
      const call = this.#log.begin(method, new Params(values), community, true)
      try {
        call.result = this.#run(call, community, new Params(values))
        this.#log.end(call)
        return call.result
      } catch (error) {
        const { error_code, error_msg } = this.#refuse(call, error)
        errors.push({ method, error_code, error_msg })
        return false
      }
    })
    return { response, ...(errors.length > 0 && { execute_errors: errors }) }
  }

  #refuse(call: RecordedCall, error: unknown): JsonObject {
    if (!(error instanceof Refused)) throw error
    call.error = error.message
    if (RULES[error.rule].blame === 'bot') this.#platform.violate(error.rule, error.message, call)
    this.#log.end(call, error.code)
    return errorBody(error.code, error.message, { ...call.params, method: call.method })
  }

  #run(call: RecordedCall, community: Community, params: Params): unknown {
    const method = METHODS.get(call.method)
    const signature = signatureOf(call.method)
    if (method === undefined || signature === undefined) throw new Refused('method.known', ERROR_CODE.unknownMethod)
    const note = (rule: Violation['rule'], message: string) => this.#platform.violate(rule, message, call)
    for (const name of checkParams(params, signature)) note('param.known', `${call.method} has no parameter ${name}`)
    if (method.right !== undefined && !community.rights.has(method.right)) {
      throw new Refused('token.rights', ERROR_CODE.access, 'no access to call this method')
    }
    const group = params.text('group_id')
    if (group !== '' && ![String(community.id), community.screenName].includes(group)) {
      throw new Refused('community.own', ERROR_CODE.access, 'group_id is of another community')
    }
    return method.run({ platform: this.#platform, community, params, note })
  }
}

function mustSpeakTheVersion(params: Params): void {
  if (!params.has('v')) throw new Refused('version.given', ERROR_CODE.invalidRequest, 'v (version) is required')
  if (params.text('v') !== API_VERSION) {
    throw new Refused('version.supported', ERROR_CODE.invalidRequest, `version ${params.text('v')} is not supported`)
  }
}
