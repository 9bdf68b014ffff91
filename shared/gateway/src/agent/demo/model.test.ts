import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider'
import { expect, test } from 'vitest'
import { systemEvent } from '../system-event.ts'
import { manualClock } from '../testing.ts'
import { demoModel } from './model.ts'

const user = (text: string): LanguageModelV4Message => ({ role: 'user', content: [{ type: 'text', text }] })
const answered: LanguageModelV4Message = { role: 'assistant', content: [{ type: 'text', text: 'ok' }] }
const called: LanguageModelV4Message[] = [
  { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'demo-1', toolName: 'demo_tool', input: {} }] },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', toolCallId: 'demo-1', toolName: 'demo_tool', output: { type: 'text', value: 'done' } },
    ],
  },
]

/** Asks once and describes what came: a call with its milliseconds, or the text. */
async function ask(model: ReturnType<typeof demoModel>, prompt: LanguageModelV4Prompt, abortSignal?: AbortSignal) {
  const { stream } = await model.doStream({ prompt, ...(abortSignal === undefined ? {} : { abortSignal }) })
  let said = ''
  for await (const part of stream) {
    if (part.type === 'tool-call') said += `call ${part.input}`
    if (part.type === 'text-delta') said += part.delta
  }
  return said
}
const once = (...prompt: LanguageModelV4Prompt) => ask(demoModel(manualClock()), prompt)

test('without directives it repeats the text, and says what to try', async () => {
  expect(await once(user('hello'))).toMatch(/hello.*\[tool 20s\]/s)
})

test('a tool is called before the answer, and each result takes one off', async () => {
  const question = user('[tool 1s] [tool 2s] hello')
  expect(await once(question)).toBe('call {"ms":1000}')
  expect(await once(question, ...called)).toBe('call {"ms":2000}')
  expect(await once(question, ...called, ...called)).toMatch(/hello$/)
})

test('earlier questions are over', async () => {
  expect(await once(user('[tool 1s] one'), answered, user('two'))).toMatch(/two/)
  expect(await once(user(`[hang]\n\n${systemEvent('cancelled')}\n\nthree`))).toMatch(/three/)
})

test('what is said to the running turn is answered too', async () => {
  expect(await once(user('[tool 1s] one'), ...called, user('and two'))).toMatch(/one\nand two/)
})

test('thinking takes its time', async () => {
  const clock = manualClock()
  const asked = ask(demoModel(clock), [user('[think 5s] hi')])
  let done = false
  void asked.then(() => {
    done = true
  })
  await clock.advance(4_999)
  expect(done).toBe(false)
  await clock.advance(1)
  expect(await asked).toMatch(/hi/)
})

test('it refuses as often as it was told, naming the pause, and then goes on', async () => {
  const model = demoModel(manualClock())
  const prompt = [user('[ratelimit 2x 3s] hi')]
  const refusal = { statusCode: 429, responseHeaders: { 'retry-after-ms': '3000' } }
  await expect(ask(model, prompt)).rejects.toMatchObject(refusal)
  await expect(ask(model, prompt)).rejects.toMatchObject(refusal)
  expect(await ask(model, prompt)).toMatch(/hi/)
})

test('it fails with the code it was told, after what comes before', async () => {
  const question = user('[tool 1s] [fail authentication] hi')
  expect(await once(question)).toMatch(/^call/)
  await expect(once(question, ...called)).rejects.toMatchObject({ code: 'authentication' })
})

test('a failure code that does not exist is named, with those that do', async () => {
  expect(await once(user('[fail tired] hi'))).toMatch(/`tired`.*`provider_error`.*hi/s)
})

test('it hangs until it is aborted', async () => {
  const abort = new AbortController()
  const hanging = ask(demoModel(manualClock()), [user('[hang]')], abort.signal)
  abort.abort(new Error('cancelled'))
  await expect(hanging).rejects.toThrow('cancelled')
})

test('a streamed answer comes in pieces over its time', async () => {
  const clock = manualClock()
  const { stream } = await demoModel(clock).doStream({ prompt: [user('[stream 2s] hello world')] })
  const at: number[] = []
  const reading = (async () => {
    for await (const part of stream) if (part.type === 'text-delta') at.push(clock.now())
  })()
  await clock.advance(2_000)
  await reading
  expect(at.length).toBeGreaterThan(10)
  expect(at.at(-1)).toBeCloseTo(2_000)
})
