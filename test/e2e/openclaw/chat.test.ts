import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatClient } from '../support/client.ts'
import type { Notice } from '../support/frames.ts'
import { PATIENT } from '../support/model.ts'
import { Host } from './support/host.ts'
import { onHost } from './support/on-host.ts'

/** What people are promised about a failing model service; ten times that on a busy machine. */
const TOLD_WITHIN_MS = 2_000

/** The agent asks something and waits for the answer. */
const QUESTION = `{{tool:tool_call ${JSON.stringify({
  id: 'ask_user',
  args: {
    questions: [{ id: 'way', header: 'Way', question: 'Which way?', options: [{ label: 'Left' }, { label: 'Right' }] }],
  },
})}}}`

/** A card with such a button, if it is there. */
function choice(client: ChatClient, label: string): Notice | undefined {
  return [...client.notices.values()].find(({ actions }) => actions.some((one) => one.label === label))
}

// One gateway for all: it takes ten seconds to start, and every test has a chat of its own.
onHost('a chat in a real OpenClaw gateway', () => {
  let host: Host
  beforeAll(async () => {
    // Patience that runs out soon: what stands still is to be told within a test.
    host = await Host.start({ probe: true, webchat: { slowAfterMs: 3_000, warnAfterMs: 2_000, stallAfterMs: 6_000 } })
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
  })

  test('an idle turn is answered, in reply to its message', async () => {
    await using client = await host.client()
    const id = await client.say('hello')
    expect((await client.answer(id)).text).toBe('You said: hello')
  })

  test('a message that meets a busy session is told why it waits, and is answered in its turn', async () => {
    await using client = await host.client({ locale: 'ru' })
    const work = host.work()
    const first = await client.say(`${work.call} one`)
    const second = await client.say('two')
    const third = await client.say('three')
    const { noticeId } = await client.busy()
    const notice = await client.until(() =>
      client.revisionsOf(noticeId).find(({ reason }) => reason === 'tool_running'),
    )
    await work.end()
    expect(notice.text).toContain('exec')
    expect(notice.actions.map(({ action }) => action)).toEqual(['wait', 'cancel', 'new', 'dequeue', 'background'])
    const order = [await client.answer(first), await client.answer(second), await client.answer(third)]
    expect(order.map(({ id }) => id)).toEqual(order.map(({ id }) => id).toSorted((a, b) => a - b))
    expect(await client.until(() => client.notice(noticeId).state === 'closed')).toBe(true)
  })

  test('the notice says that the model is waited for, and then that a tool runs', async () => {
    await using client = await host.client()
    const work = host.work()
    const { word, gate } = host.hold()
    const id = await client.say(`${word} ${work.call} one`)
    await gate.reached
    await client.say('two')
    const { noticeId } = await client.busy()
    const reason = () => client.notice(noticeId).reason
    await client.until(() => reason() === 'waiting_model_response')
    gate.open()
    await client.until(() => reason() === 'tool_running')
    await work.end()
    await client.answer(id)
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
    const work = host.work()
    const first = await client.say(`${work.call} one`)
    const second = await client.say('two')
    const notice = await client.until(() => client.live.find(({ queuePosition }) => queuePosition === 1))
    expect((await client.tap(notice, 'dequeue')).result).toBe('done')
    const third = await client.say('three')
    await client.command('/dequeue')
    await work.end()
    await client.answer(first)
    const last = await client.say('four')
    await client.answer(last)
    expect([client.answersTo(second), client.answersTo(third)]).toEqual([[], []])
  })

  test('a new session by word ends the work and forgets what was said', async () => {
    await using client = await host.client()
    await client.answer(await client.say('remember me'))
    await client.say('{{hang}} unfinished')
    await host.asked('unfinished')
    await client.command('/new')
    const before = host.model.requests.length
    await client.answer(await client.say('who am I?'))
    const asked = JSON.stringify(host.model.requests.slice(before).map(({ chat }) => chat?.messages))
    expect(asked).toContain('who am I?')
    expect(asked).not.toContain('remember me')
  })

  test('a new session by button ends the work that hangs, and what is said next is answered', async () => {
    await using client = await host.client()
    await client.say('{{hang}} press on')
    const waiting = await client.say('waits for nothing')
    expect((await client.tap(await client.busy(), 'new')).result).toBe('done')
    expect((await client.answer(await client.say('with a clean slate'))).text).toBe('You said: with a clean slate')
    expect(client.answersTo(waiting)).toEqual([])
  })

  test('a failing model service is told within two seconds, with the try and the time', async () => {
    await using client = await host.client()
    const id = await client.say('{{500 x2}} hello')
    const notice = await client.until(() => client.live.find(({ reason }) => reason === 'retrying'))
    expect(notice.elapsedMs).toBeLessThan(10 * TOLD_WITHIN_MS)
    expect(notice.text).toMatch(/Try \d+ of \d+/)
    expect(notice.text).toMatch(/It goes on/)
    expect((await client.answer(id)).text).toBe('You said: hello')
  })

  test('a rate limit is told with its end, and can be cancelled', async () => {
    await using client = await host.client()
    await client.say('{{429:20 x5}} hello')
    const notice = await client.until(() => client.live.find(({ reason }) => reason === 'rate_limited'))
    expect(notice.elapsedMs).toBeLessThan(10 * TOLD_WITHIN_MS)
    expect(notice.text).toMatch(/Try \d+ of \d+/)
    expect(notice.text).toMatch(/It goes on at \d\d?:\d\d/)
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
    const work = host.work()
    const slow = await one.say(`${work.call} one`)
    await two.answer(await two.say('two'))
    expect(one.answersTo(slow)).toEqual([])
    await work.end()
    await one.answer(slow)
  })

  test('a run in which nothing moves is said to be stuck, with a way out', async () => {
    await using client = await host.client()
    await client.say('{{hang}} stand still')
    const slow = await client.busy()
    const stuck = await client.until(() =>
      client.live.find(({ text }) => /No progress for more than \d+ sec/.test(text)),
    )
    expect(stuck).toMatchObject({ noticeId: slow.noticeId, reason: 'waiting_model_response' })
    expect((await client.tap(stuck, 'cancel')).result).toBe('done')
    expect((await client.answer(await client.say('two'))).text).toBe('You said: two')
  })

  test('parallel tools: one result in, and the other tool is what runs', async () => {
    await using client = await host.client()
    const work = host.work()
    const id = await client.say(work.call.replace('{{tool:', '{{tool:read {"path":"/etc/hostname"} + '))
    await client.say('two')
    const { noticeId } = await client.busy()
    await client.until(() => client.notice(noticeId).text.startsWith('⏳ Using a tool: exec'))
    await work.end()
    await client.answer(id)
    const labels = client.revisionsOf(noticeId).map(({ reason, text }) => `${reason} ${text.split('\n')[0]}`)
    expect(labels).toContain('tool_running ⏳ Using a tool: exec')
    expect(labels.filter((label) => label.startsWith('tool_running')).at(-1)).toContain('exec')
    await client.until(() => client.live.length === 0)
  })

  test('a message that another plugin swallows is told: no reply, no deferral, no adoption is a failure', async () => {
    await using client = await host.client()
    const id = await client.say('[swallowed] hello')
    const failed = await client.until(() => [...client.notices.values()].find(({ kind }) => kind === 'failed'))
    expect(failed.text).toContain('there is no answer')
    expect(failed.actions.map(({ action }) => action)).toEqual(['retry', 'new'])
    expect(client.answersTo(id)).toEqual([])
  })

  test('the agent’s question is asked at once and in the person’s language; what is written next is its answer', async () => {
    await using client = await host.client({ locale: 'ru' })
    const id = await client.say(`${QUESTION} go`)
    await client.until(() => client.live.find(({ reason }) => reason === 'waiting_answer'))
    const asked = await client.until(() =>
      [...client.messages.values()].find(({ role, text }) => role === 'agent' && text.includes('Which way?')),
    )
    expect(asked.text).toMatch(/^Вопрос к вам:\n[\s\S]*1\. Left\n[\s\S]*Ответьте номером/)
    await client.say('2')
    expect((await client.answer(id)).text).toContain('Way: Right')
    await client.until(() => client.live.length === 0)
  })

  test('the agent’s question has a button for each answer', async () => {
    await using client = await host.client()
    const id = await client.say(`${QUESTION} drive on`)
    const asked = await client.until(() => choice(client, 'Right'))
    expect(asked.actions.map(({ label }) => label)).toEqual(['Left', 'Right'])
    expect((await client.tap(asked, 'choice-2')).result).toBe('done')
    expect((await client.answer(id)).text).toContain('Way: Right')
    await client.until(() => client.live.every(({ kind }) => kind !== 'busy'))
  })

  test('a question that is asked beside another turn gets its answer', async () => {
    await using client = await host.client()
    await client.command('/queue parallel')
    const work = host.work()
    const first = await client.say(`drive slowly ${work.call}`)
    await host.asked('drive slowly')
    const beside = await client.say(`${QUESTION} drive on the side`)
    const asked = await client.until(() => choice(client, 'Right'))
    expect((await client.tap(asked, 'choice-2')).result).toBe('done')
    expect((await client.answer(beside)).text).toContain('Way: Right')
    await work.end()
    await client.answer(first)
  })

  test('what is written right behind a cancel is no answer to the question that was cancelled', async () => {
    await using client = await host.client()
    await client.say(`${QUESTION} never mind`)
    await client.until(() => choice(client, 'Right'))
    client.send('/cancel')
    expect((await client.answer(await client.say('something else'))).text).toBe('You said: something else')
    await client.until(() => client.live.every(({ kind }) => kind !== 'busy'))
  })

  test('reject: a message that meets a busy session is refused where it can be seen, and nothing is kept of it', async () => {
    await using client = await host.client()
    await client.command('/queue reject')
    const work = host.work()
    const first = await client.say(`${work.call} one`)
    const refused = await client.say('two')
    await client.until(() => client.live.find(({ text }) => text.includes('was not accepted')))
    await work.end()
    await client.answer(first)
    await client.answer(await client.say('three'))
    expect(client.answersTo(refused)).toEqual([])
    await client.until(() => client.live.length === 0)
  })

  test('collect: what is written while the agent works is answered together, and said to be', async () => {
    await using client = await host.client()
    await client.command('/queue collect')
    const work = host.work()
    const first = await client.say(`${work.call} one`)
    const second = await client.say('and two')
    const third = await client.say('and three')
    expect((await client.busy()).text).toContain('answered together')
    await work.end()
    await client.answer(first)
    const { text } = await client.answer(third)
    expect([text.includes('and two'), text.includes('and three')]).toEqual([true, true])
    expect(client.answersTo(second)).toEqual([])
  })

  test('interrupt: the running turn is stopped and said to be, and the newer message is answered', async () => {
    await using client = await host.client()
    await client.command('/queue interrupt')
    const first = await client.say('{{hang}} interrupt me')
    const hanging = await host.asked('interrupt me')
    const second = await client.say('two')
    await host.model.waitForAbort(hanging, PATIENT)
    expect((await client.answer(second)).text).toBe('You said: two')
    await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'cancelled'))
    expect(client.answersTo(first)).toEqual([])
  })

  test('interrupt: of messages in quick succession the newest is answered, and nobody is told of another place', async () => {
    await using client = await host.client()
    await client.command('/queue interrupt')
    for (const text of ['{{hang}} hasty', '{{hang}} hastier', '{{hang}} hastiest']) await client.say(text)
    expect((await client.answer(await client.say('made up my mind'))).text).toBe('You said: made up my mind')
    expect(client.framesOf('notice').filter(({ text }) => text.includes('another place'))).toEqual([])
  })

  test('a cancel before the host’s run works holds nothing up', async () => {
    await using client = await host.client()
    await client.say('{{hang}} too early')
    await client.command('/cancel')
    await client.say('{{hang}} early as well')
    expect(await client.command('/cancel')).toMatchObject({ type: 'toast', result: 'done' })
    expect((await client.answer(await client.say('at last'))).text).toBe('You said: at last')
    expect(client.framesOf('notice').filter(({ text }) => text.includes('another place'))).toEqual([])
  })

  test('steer: what is said to the running turn reaches the model after its tool, and both are answered together', async () => {
    await using client = await host.client()
    await client.command('/queue steer')
    const first = await client.say('at the wheel {{tool:exec {"command":"sleep 10","yieldMs":120000}}}')
    await host.asked('at the wheel')
    await client.until(() => client.typing)
    const before = host.model.requests.length
    await client.say('turn left\nat the lights')
    await client.busy()
    const answer = await client.answer(first)
    expect(answer.text).toContain('turn left at the lights')
    const [next] = host.model.requests.slice(before)
    expect(next?.chat?.messages.filter(({ role }) => role === 'tool')).toHaveLength(1)
    expect(JSON.stringify(next?.chat?.messages)).toContain('turn left\\nat the lights')
    await client.until(() => client.live.length === 0)
  })

  test('steer: what is said before the model is asked is not kept for later: one answer to both', async () => {
    await using client = await host.client()
    await client.command('/queue steer')
    const first = await client.say('set off {{tool:exec {"command":"sleep 10","yieldMs":120000}}}')
    await client.say('mind the rain')
    expect((await client.answer(first)).text).toContain('mind the rain')
    await client.until(() => client.live.length === 0)
    expect([...client.messages.values()].filter(({ role }) => role === 'agent')).toHaveLength(1)
  })

  test('steer: what is said while the model is asked again is answered with the turn', async () => {
    await using client = await host.client()
    await client.command('/queue steer')
    const first = await client.say('{{500 x2}} start the engine')
    await client.until(() => client.live.find(({ reason }) => reason === 'retrying'))
    await client.say('and fasten the belts')
    expect((await client.answer(first)).text).toContain('fasten the belts')
    await client.until(() => client.live.length === 0)
    expect([...client.messages.values()].filter(({ role }) => role === 'agent')).toHaveLength(1)
  })

  test('parallel: the message is answered in a side session that knows what was said, and the main one hears of it', async () => {
    await using client = await host.client()
    await client.answer(await client.say('my name is Ann'))
    await client.command('/queue parallel')
    const work = host.work()
    const first = await client.say(`long work ${work.call}`)
    await host.asked('long work')
    const second = await client.say('beside it')
    expect((await client.answer(second)).text).toBe('You said: beside it')
    expect(client.answersTo(first)).toEqual([])
    const beside = JSON.stringify((await host.asked('beside it')).chat?.messages)
    for (const known of ['my name is Ann', 'What else is being worked on now', 'long work'])
      expect(beside).toContain(known)
    await work.end()
    await client.answer(first)
    await client.answer(await client.say('and afterwards?'))
    const later = JSON.stringify((await host.asked('and afterwards?')).chat?.messages)
    expect(later).toContain('Beside this conversation the person asked: beside it')
    await client.until(() => client.live.length === 0)
  })

  test('background: the button lets the next message start at once, and the moved turn is answered later', async () => {
    await using client = await host.client()
    const work = host.work()
    const first = await client.say(`${work.call} moved aside`)
    await host.asked('moved aside')
    const second = await client.say('two')
    expect((await client.tap(await client.busy(), 'background')).result).toBe('done')
    expect((await client.answer(second)).text).toBe('You said: two')
    expect(client.answersTo(first)).toEqual([])
    await work.end()
    expect((await client.answer(first)).text).toContain('moved aside')
    await client.answer(await client.say('three'))
    await client.until(() => client.live.length === 0)
  })

  test('a run of another surface makes the session busy: that is said, and the message is answered after it', async () => {
    await using client = await host.client()
    await client.answer(await client.say('hello'))
    const { word, gate } = host.hold()
    const params = {
      sessionKey: await host.sessionOf(client.chat),
      message: `${word} from the control UI`,
      idempotencyKey: 'other-1',
    }
    await host.call('chat.send', params)
    await gate.reached
    const id = await client.say('mine')
    const notice = await client.until(() => client.live.find(({ kind }) => kind === 'busy'))
    expect(notice.text).toContain('another place')
    expect(notice.actions.map(({ action }) => action)).not.toContain('cancel')
    gate.open()
    expect((await client.answer(id)).text).toBe('You said: mine')
    await client.until(() => client.live.length === 0)
  })

  test('a reload of the plugin loses nothing and doubles nothing', async () => {
    await using client = await host.client()
    await client.answer(await client.say('hello'))
    await host.call('plugins.reload', { plugins: [{ pluginId: 'holdline-webchat' }] })
    await host.served()
    await client.reconnect()
    const work = host.work()
    const first = await client.say(`${work.call} one`)
    const second = await client.say('two')
    const { noticeId } = await client.busy()
    await client.until(() => client.notice(noticeId).reason === 'tool_running')
    await work.end()
    await client.answer(second)
    await client.until(() => client.notice(noticeId).state === 'closed')
    expect([client.answersTo(first).length, client.answersTo(second).length]).toEqual([1, 1])
    expect(client.revisionsOf(noticeId).filter(({ reason }) => reason === 'tool_running')).toHaveLength(1)
  })

  // The last ones: from here on every command of the agent's needs an approval.
  test('a tool that waits for an approval is told at once, and the approval passes the lane', async () => {
    await host.apply((config) => ({
      ...config,
      tools: { exec: { host: 'gateway', security: 'allowlist', ask: 'always' } },
    }))
    await using client = await host.client()
    const id = await client.say('{{tool:exec {"command":"echo approved","yieldMs":120000}}} please')
    const notice = await client.until(() => client.live.find(({ reason }) => reason === 'waiting_approval'))
    expect(notice.actions.map(({ action }) => action)).toContain('cancel')
    const approve = await client.until(
      () => [...client.messages.values()].flatMap(({ text }) => /^\/approve \S+ allow-once$/m.exec(text) ?? [])[0],
    )
    await client.say(approve)
    expect((await client.answer(id)).text).toContain('approved')
    // The host's own receipt is English, and the notice says the same.
    expect([...client.messages.values()].filter(({ text }) => text.includes('submitted'))).toEqual([])
  })

  test('an approval is given or refused by a button as well', async () => {
    await using client = await host.client({ locale: 'ru' })
    const run = '{{tool:exec {"command":"printf %s-%s it runs","yieldMs":120000}}}'
    const first = await client.say(`${run} one`)
    const asked = await client.until(() => choice(client, 'Разрешить один раз'))
    expect((await client.tap(asked, 'choice-2')).result).toBe('done')
    expect((await client.answer(first)).text).not.toContain('it-runs')
    const second = await client.say(`${run} two`)
    const again = await client.until(() =>
      client
        .framesOf('notice')
        .find(
          ({ noticeId, actions }) => noticeId !== asked.noticeId && actions.some(({ action }) => action === 'choice-1'),
        ),
    )
    expect((await client.tap(again, 'choice-1')).result).toBe('done')
    expect((await client.answer(second)).text).toContain('it-runs')
  })
})
