import { afterAll, expect, test } from 'vitest'
import type { RecordedRequest } from '../../platforms/openai/recorded-request.ts'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { fail, filterContent, limitRate, overflowContext, type Step, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

const refusal = { message: 'no', type: 'invalid_request_error', param: null, code: null }

/** What the first model does, and how often it is asked before the second one is. */
const PROVIDER_FAILURES: Readonly<Record<string, { readonly step: Step; readonly tries: number }>> = {
  'does not exist': { step: fail(404, refusal), tries: 1 },
  'is not allowed': { step: fail(403, refusal), tries: 1 },
  'has no capacity': { step: limitRate({ ms: 20 }), tries: 4 },
  'is broken': { step: fail(500, refusal), tries: 3 },
}

const OTHER_FAILURES: Readonly<Record<string, Step>> = {
  'a refused key': fail(401, refusal),
  'a conversation that is too long': overflowContext(),
  'a content filter': filterContent(),
}

const model = await OpenAIServer.start({
  models: ['a', 'b'],
  script: (request) =>
    modelOf(request) === 'b'
      ? say('From b.')
      : (PROVIDER_FAILURES[questionOf(request)]?.step ?? OTHER_FAILURES[questionOf(request)]),
})
const gateway = await GatewayProcess.start({ env: modelVariables(model, 'a, b') })
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await model.close()
})

for (const [question, { tries }] of Object.entries(PROVIDER_FAILURES)) {
  test(`when the first model ${question}, the second one answers`, async () => {
    await using client = await gateway.client()
    const answer = await client.answer(await client.say(question))
    const asked = model.requests.filter((request) => questionOf(request) === question).map(modelOf)
    expect(answer.text).toBe('From b.')
    expect(asked).toEqual([...Array(tries).fill('a'), 'b'])
  })
}

for (const question of Object.keys(OTHER_FAILURES)) {
  test(`${question} is no reason to ask another model`, async () => {
    await using client = await gateway.client()
    await client.say(question)
    await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'failed'))
    expect(model.requests.filter((request) => questionOf(request) === question).map(modelOf)).toEqual(['a'])
  })
}

function modelOf({ chat }: RecordedRequest): string {
  return chat?.model ?? ''
}

function questionOf({ chat }: RecordedRequest): string {
  return chat?.messages.at(-1)?.text ?? ''
}
