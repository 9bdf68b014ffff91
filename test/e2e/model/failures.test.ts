import { afterAll, expect, test } from 'vitest'
import { lastUserText } from '../../platforms/openai/chat-request.ts'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import {
  endAfter,
  exceedQuota,
  fail,
  filterContent,
  limitRate,
  overflowContext,
  type Step,
  say,
  sayNothing,
  showPage,
} from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

interface Case {
  readonly step: Step
  readonly locale: string
  readonly code: string
  /** What the person reads. */
  readonly says: string
  readonly offers: 'new' | 'retry'
  /** What the operator reads. */
  readonly why: RegExp
}

const refusal = (message: string) => ({ message, type: 'invalid_request_error', param: null, code: null })

const CASES: Readonly<Record<string, Case>> = {
  'a refused key (401)': {
    step: fail(401, refusal('Incorrect API key provided.')),
    locale: 'en',
    code: 'authentication',
    says: 'refused access. The people who run this bot have to fix it.',
    offers: 'new',
    why: /status 401.*Incorrect API key/,
  },
  'an unknown model (404)': {
    step: fail(404, refusal('The model does not exist.')),
    locale: 'ru',
    code: 'provider_error',
    says: 'В сервисе модели ИИ возник сбой, ответа нет.',
    offers: 'retry',
    why: /status 404.*does not exist/,
  },
  'a login page instead of an answer': {
    step: showPage(200),
    locale: 'zh-CN',
    code: 'provider_error',
    says: 'AI 模型服务出现问题，没有给出回答。',
    offers: 'retry',
    why: /status 200 with text\/html.*Sign in/,
  },
  'an error page of a proxy (502)': {
    step: showPage(502),
    locale: 'en',
    code: 'provider_error',
    says: 'had a problem and gave no answer.',
    offers: 'retry',
    why: /status 502.*Bad Gateway/,
  },
  'half a stream': {
    step: endAfter('Half of'),
    locale: 'ru',
    code: 'provider_error',
    says: 'В сервисе модели ИИ возник сбой, ответа нет.',
    offers: 'retry',
    why: /the stream ended early, without a finish reason/,
  },
  'nothing at all': {
    step: sayNothing(),
    locale: 'en',
    code: 'provider_error',
    says: 'had a problem and gave no answer.',
    offers: 'retry',
    why: /ended early|empty answer/,
  },
  'a rate limit without an end': {
    step: limitRate({ ms: 50 }),
    locale: 'en',
    code: 'rate_limit_exhausted',
    says: 'is taking no requests right now, even after several tries.',
    offers: 'retry',
    why: /status 429/,
  },
  'a used-up quota': {
    step: exceedQuota(),
    locale: 'zh-CN',
    code: 'rate_limit_exhausted',
    says: 'AI 模型服务目前不接受请求',
    offers: 'retry',
    why: /insufficient_quota/,
  },
  'a conversation that is too long': {
    step: overflowContext(),
    locale: 'ru',
    code: 'context_overflow',
    says: 'Разговор стал слишком длинным для модели ИИ.',
    offers: 'new',
    why: /context_length_exceeded/,
  },
  'a content filter': {
    step: filterContent(),
    locale: 'en',
    code: 'content_refused',
    says: 'declined to answer this request.',
    offers: 'retry',
    why: /the provider filtered the answer/,
  },
}

const model = await OpenAIServer.start({
  script: ({ chat }) => CASES[chat ? lastUserText(chat) : '']?.step ?? say('Fine.'),
})
const gateway = await GatewayProcess.start({ env: modelVariables(model) })
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await model.close()
})

for (const [name, { step: _, locale, code, says, offers, why }] of Object.entries(CASES)) {
  test(`${name} is told plainly to the person and precisely to the operator; other chats go on`, async () => {
    await using client = await gateway.client({ locale })
    await using other = await gateway.client()
    const question = await client.say(name)
    expect((await other.answer(await other.say('hello'))).text).toBe('Fine.')

    const failed = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'failed'))
    const [, reference] = /: ([\w-]{16,})$/.exec(failed.text.replace('：', ': ')) ?? []
    const line = await gateway.logged((one) => one.reference === reference)

    expect(failed).toMatchObject({ state: 'closed', text: expect.stringContaining(says) })
    expect(failed.actions.map(({ action }) => action)).toEqual([offers])
    expect(line).toMatchObject({ code, session: `agent:main:webchat:default:direct:${client.chat}` })
    expect(JSON.stringify(line.error)).toMatch(why)
    // What was shown of an answer stays; nothing else is one.
    for (const kept of client.answersTo(question)) expect('Half of').toContain(kept.text)
    expect((await client.answer(await client.say('next'))).text).toBe('Fine.')
  })
}

test('what went wrong broke no rule of the model’s API', () => {
  expect(model.violations).toEqual([])
})
