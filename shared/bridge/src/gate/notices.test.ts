import { expect, test } from 'vitest'
import { ANN, BOB, DIRECT, GROUP, Lab } from './lab.ts'

test('a quick turn shows no notice at all', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  expect(lab.pump()).toEqual([])
  lab.end()
  lab.now += 60_000
  expect(lab.pump()).toEqual([])
  expect(lab.noticeOf(turn)).toMatchObject({ state: 'closed', sent: 1, revision: 1 })
})

test('a lone slow turn is told after a while, to its asker, in reply to the question', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.now += lab.rules.slowAfterMs - 1
  expect(lab.pump()).toEqual([])
  lab.now += 1
  expect(lab.pump()).toMatchObject([
    { chat: GROUP, route: 'telegram:default', person: ANN, replyTo: 'ref:one', session: lab.key, state: 'live' },
  ])
})

test('a second message opens the one notice, a third changes it', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP, sender: BOB })
  expect(lab.pump()).toMatchObject([
    { revision: 1, person: BOB, replyTo: 'ref:two', content: { latest: { type: 'queued', position: 1 } } },
  ])
  lab.say('three', { chat: GROUP })
  expect(lab.pump()).toMatchObject([
    { revision: 2, person: BOB, replyTo: 'ref:two', content: { latest: { position: 2 } } },
  ])
})

test('a message that comes when the slow turn’s notice was due keeps its time', () => {
  const lab = new Lab()
  lab.say('one')
  const due = lab.now + lab.rules.slowAfterMs
  lab.now = due + 5
  lab.say('two')
  expect(lab.noticeOf(lab.running).notBefore).toBe(due)
})

test('the notice follows the phase, and says nothing twice', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.pump()
  lab.report({ code: 'tool_running', label: 'Search' })
  expect(lab.pump()).toMatchObject([{ revision: 2, content: { phase: { code: 'tool_running', label: 'Search' } } }])
  lab.report({ code: 'tool_running', label: 'Search' })
  lab.report(null)
  expect(lab.pump()).toEqual([])
})

test('a phase that would make people wonder is told at once, though nobody has asked', () => {
  const lab = new Lab()
  lab.say('one')
  lab.now += 10
  lab.report({ code: 'rate_limited', until: lab.now + 3_000 })
  expect(lab.noticeOf(lab.running)).toMatchObject({ revision: 1, notBefore: lab.now })
  lab.now += 10
  lab.report({ code: 'retrying' })
  expect(lab.noticeOf(lab.running)).toMatchObject({ revision: 1, notBefore: lab.now - 10 })
})

test('a notice that the platform has refused for a while is not sent sooner for an urgent phase', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.pump()
  const notice = lab.noticeOf(lab.running)
  lab.notices.set(notice.id, { ...notice, notBefore: lab.now + 30_000 })
  lab.report({ code: 'rate_limited' })
  expect(lab.noticeOf(lab.running)).toMatchObject({ revision: 2, notBefore: lab.now + 30_000 })
})

test('places move up when a waiting message is removed, and the last to go leaves none', () => {
  const lab = new Lab()
  for (const text of ['one', 'two', 'three']) lab.say(text)
  lab.pump()
  lab.act('dequeue', { inboundId: lab.message('two').id })
  expect(lab.pump()).toMatchObject([{ content: { latest: { position: 1, inboundId: lab.message('three').id } } }])
  lab.act('dequeue', { inboundId: lab.message('three').id })
  expect(lab.pump()).toMatchObject([{ revision: 3 }])
  expect(lab.noticeOf(lab.running).content).not.toHaveProperty('latest')
})

test('each chat is told of its own message only', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three', { chat: GROUP })
  lab.pump()
  const { running } = lab
  const latest = (chat: typeof GROUP) => {
    const { content } = lab.noticeOf({ id: running.id, chat })
    return content.type === 'busy' ? content.latest : undefined
  }
  expect(latest(DIRECT)).toEqual({ type: 'queued', position: 1, inboundId: lab.message('two').id })
  expect(latest(GROUP)).toEqual({ type: 'queued', position: 2, inboundId: lab.message('three').id })
  lab.act('dequeue', { inboundId: lab.message('two').id })
  expect(lab.pump().map(({ chat }) => chat.chat)).toEqual(['c1', 'g1'])
  expect(latest(DIRECT)).toBeUndefined()
  expect(latest(GROUP)).toMatchObject({ position: 1 })
})

test('what became of the latest message stays as it was said, until another comes', () => {
  const says = (policy: 'collect' | 'interrupt' | 'steer' | 'reject'): unknown => {
    const lab = new Lab()
    lab.say('one')
    lab.say('two', { policy })
    lab.pump()
    lab.report({ code: 'compacting' })
    const { content } = lab.noticeOf(lab.running)
    return content.type === 'busy' ? content.latest?.type : undefined
  }
  expect((['collect', 'interrupt', 'steer', 'reject'] as const).map(says)).toEqual([
    'collecting',
    'interrupting',
    'steered',
    'refused',
  ])
})

test('a message that was passed on is no longer said to be when it was taken back, or starts a turn of its own', () => {
  const lab = new Lab()
  const first = lab.say('one').started[0]
  lab.say('two', { policy: 'steer' })
  lab.pump()
  lab.act('dequeue', { via: 'text' })
  expect(lab.noticeOf(lab.running).content).not.toHaveProperty('latest')
  lab.say('three', { policy: 'steer' })
  lab.pump()
  lab.act('background')
  expect(lab.running.inbounds).toEqual([lab.message('three').id])
  expect(lab.noticeOf({ id: first?.id ?? '' }).content).not.toHaveProperty('latest')
})

test('a turn beside the lane says nothing of what waits for the lane', () => {
  const lab = new Lab()
  lab.say('one')
  const [beside] = lab.say('two', { policy: 'parallel' }).started
  if (beside === undefined) throw new Error('nothing runs beside the lane')
  lab.say('three')
  lab.now += lab.rules.slowAfterMs
  expect(lab.pump()).toHaveLength(2)
  expect(lab.noticeOf(lab.running).content).toMatchObject({ latest: { type: 'queued', position: 1 } })
  expect(lab.noticeOf(beside).content).not.toHaveProperty('latest')
  lab.end({}, beside)
  expect(lab.noticeOf(beside).content).toMatchObject({ type: 'outcome', waiting: 0 })
})

test('what was to be passed on to a turn that is being stopped waits, and can be removed', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'steer' })
  lab.pump()
  lab.act('cancel')
  const latest = { type: 'queued', position: 1, inboundId: lab.message('two').id }
  expect(lab.noticeOf(lab.running).content).toMatchObject({ phase: { code: 'cancelling' }, latest })
  expect(lab.checkpoint([])).toEqual([])
  expect(lab.end().next?.inbounds).toEqual([lab.message('two').id])
})

test('a later message takes the place of a refusal and of what was collected', () => {
  for (const policy of ['reject', 'steer', 'collect'] as const) {
    const lab = new Lab()
    lab.say('one')
    lab.say('two', { policy })
    lab.pump()
    lab.say('three')
    expect(lab.noticeOf(lab.running).content).toMatchObject({ latest: { type: 'queued' } })
    expect(lab.noticeOf(lab.running)).toMatchObject({ revision: 2 })
  }
})

test('after the one that was collected is removed, the chat is told of the one before', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three', { policy: 'collect' })
  lab.act('dequeue', { inboundId: lab.message('three').id })
  expect(lab.noticeOf(lab.running).content).toMatchObject({ latest: { type: 'queued', position: 1 } })
})

test('after a hand-over those who still wait get the next turn’s notice, a little later', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three')
  lab.pump()
  lab.end()
  const notice = lab.noticeOf(lab.running)
  expect(notice).toMatchObject({ state: 'live', notBefore: lab.now + lab.rules.handoverGraceMs })
  expect(notice.content).toMatchObject({ latest: { type: 'queued', position: 1, inboundId: lab.message('three').id } })
})

test('a resumed turn says that it was resumed, at once, and in the end too', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.now += 10
  lab.crash()
  lab.sweep()
  expect(lab.pump()).toMatchObject([{ notBefore: lab.now, content: { resumed: true, phase: { code: 'recovering' } } }])
  lab.end()
  expect(lab.noticeOf(turn).content).toMatchObject({ type: 'outcome', resumed: true })
})

test('a turn that was never resumed does not say so', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  expect(lab.noticeOf(turn).content).toEqual({ type: 'busy', phase: turn.phase, startedAt: lab.now })
})
