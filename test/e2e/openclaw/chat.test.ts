import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PATIENT } from '../support/model.ts'
import { Host, hostMissing } from './support/host.ts'

// One gateway for all: it takes ten seconds to start, and every test has a chat of its own.
describe.skipIf(hostMissing())('a chat in a real OpenClaw gateway', () => {
  let host: Host
  beforeAll(async () => {
    host = await Host.start()
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
  })

  /** A tool call that takes a while. */
  const tool = (seconds: number) => `{{tool:exec {"command":"sleep ${seconds}","yieldMs":120000}}}`

  test('an idle turn is answered, in reply to its message', async () => {
    await using client = await host.client()
    const id = await client.say('hello')
    expect((await client.answer(id)).text).toBe('You said: hello')
  })

  test('a message that meets a busy session is told why it waits, and is answered in its turn', async () => {
    await using client = await host.client({ locale: 'ru' })
    const first = await client.say(`${tool(3)} one`)
    const second = await client.say('two')
    const third = await client.say('three')
    const { noticeId } = await client.busy()
    const notice = await client.until(() =>
      client.revisionsOf(noticeId).find(({ reason }) => reason === 'tool_running'),
    )
    expect(notice.text).toContain('exec')
    expect(notice.actions.map(({ action }) => action)).toEqual(['wait', 'cancel', 'new', 'dequeue'])
    const order = [await client.answer(first), await client.answer(second), await client.answer(third)]
    expect(order.map(({ id }) => id)).toEqual(order.map(({ id }) => id).toSorted((a, b) => a - b))
    expect(await client.until(() => client.notice(noticeId).state === 'closed')).toBe(true)
  })

  test('the notice says that the model is waited for, and then that a tool runs', async () => {
    await using client = await host.client()
    const id = await client.say(`{{slow:1500}} ${tool(2)} one`)
    await client.say('two')
    const { noticeId } = await client.busy()
    await client.answer(id)
    const reasons = client.revisionsOf(noticeId).map(({ reason }) => reason)
    expect(reasons).toContain('waiting_model_response')
    expect(reasons).toContain('tool_running')
  })

  test('a cancel closes the request to the model at once, and the next message runs', async () => {
    await using client = await host.client()
    await client.say('{{hang}} cancel me')
    const hanging = await host.asked('cancel me')
    const next = await client.say('two')
    expect((await client.tap(await client.busy(), 'cancel')).result).toBe('done')
    await host.model.waitForAbort(hanging, PATIENT)
    expect((await client.answer(next)).text).toBe('You said: two')
  })

  test('a waiting message can be taken back, by button and by word', async () => {
    await using client = await host.client()
    const first = await client.say(`${tool(3)} one`)
    const second = await client.say('two')
    const notice = await client.until(() => client.live.find(({ queuePosition }) => queuePosition === 1))
    expect((await client.tap(notice, 'dequeue')).result).toBe('done')
    const third = await client.say('three')
    await client.command('/dequeue')
    await client.answer(first)
    const last = await client.say('four')
    await client.answer(last)
    expect([client.answersTo(second), client.answersTo(third)]).toEqual([[], []])
  })

  test('a new session by word ends the work and forgets what was said', async () => {
    await using client = await host.client()
    await client.answer(await client.say('remember me'))
    await client.say('{{hang}} one')
    await client.until(() => client.typing)
    await client.command('/new')
    const before = host.model.requests.length
    await client.answer(await client.say('who am I?'))
    const asked = JSON.stringify(host.model.requests.slice(before).map(({ chat }) => chat?.messages))
    expect(asked).toContain('who am I?')
    expect(asked).not.toContain('remember me')
  })

  test('a failing model service is told within two seconds, with the try and the time', async () => {
    await using client = await host.client()
    const id = await client.say('{{500 x2}} hello')
    const notice = await client.until(() => client.live.find(({ reason }) => reason === 'retrying'), 2_000 * 10)
    expect(notice.elapsedMs).toBeLessThan(2_000 * 5)
    expect(notice.text).toMatch(/Try \d+ of \d+/)
    await client.answer(id)
  })

  test('a rate limit is told with its end, and can be cancelled', async () => {
    await using client = await host.client()
    await client.say('{{429:20 x5}} hello')
    const notice = await client.until(() => client.live.find(({ reason }) => reason === 'rate_limited'))
    expect(notice.text).toMatch(/goes on (at|in)/)
    expect((await client.tap(notice, 'cancel')).result).toBe('done')
    expect((await client.answer(await client.say('still there?'))).text).toBe('You said: still there?')
  })

  test('a context that does not fit is told in the person’s language, with a new session offered', async () => {
    await using client = await host.client({ locale: 'ru' })
    await client.say('{{overflow}} hello')
    const notice = await client.until(() => [...client.notices.values()].find(({ kind }) => kind === 'failed'))
    expect(notice.actions.map(({ action }) => action)).toContain('new')
    expect(notice.text).not.toMatch(/[A-Za-z]{4} [a-z]{4}/)
  })

  test('two chats do not wait for each other', async () => {
    await using one = await host.client()
    await using two = await host.client()
    const slow = await one.say(`${tool(4)} one`)
    await two.answer(await two.say('two'))
    expect(one.answersTo(slow)).toEqual([])
    await one.answer(slow)
  })
})
