import { expect, test } from 'vitest'
import { ANN, BOB, DIRECT, GROUP, Lab } from './lab.ts'
import { abort, hold, redraw, reset, setPolicy, unhold } from './manage.ts'

const abortIn = (lab: Lab, clearQueue = false) => lab.do({}, (s, ctx) => abort(s, lab.key, clearQueue, ctx))

test('an operator’s abort stops everything that runs, and the queue goes on', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'parallel' })
  lab.say('three')
  lab.now += 10
  lab.pump()
  const { cancelled, started, cleared } = abortIn(lab)
  expect(lab.pump()).toMatchObject([{ content: { phase: { code: 'cancelling' } } }])
  const cancel = { by: null, cause: 'operator', at: lab.now }
  expect(cancelled).toMatchObject([
    { number: 1, cancel, phase: { code: 'cancelling' } },
    { number: 2, cancel, phase: { code: 'cancelling' } },
  ])
  expect({ started, cleared, waiting: lab.waiting }).toEqual({ started: [], cleared: 0, waiting: ['three'] })
  const { turn, next } = lab.end()
  expect(turn.outcome).toEqual({ type: 'cancelled', by: null, cause: 'operator' })
  expect(next?.inbounds).toEqual([lab.message('three').id])
})

test('an operator’s abort leaves the cancel of a person as it is', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('cancel')
  expect(abortIn(lab).cancelled).toMatchObject([{ cancel: { cause: 'person' } }])
})

test('an operator’s abort ends what nobody works on any more, and starts what waited', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.say('two')
  lab.crash()
  const { cancelled, started } = abortIn(lab)
  expect(cancelled).toMatchObject([{ id: turn.id }])
  expect(lab.turns.get(turn.id)).toMatchObject({ state: 'finished', epoch: 2, outcome: { cause: 'operator' } })
  expect(started).toMatchObject([{ inbounds: [lab.message('two').id], owner: lab.owner }])
  expect(() => lab.end({}, turn)).toThrow('stale')
})

test('an operator’s abort of an idle session does nothing', () => {
  const lab = new Lab()
  expect(abortIn(lab)).toEqual({ cancelled: [], started: [], cleared: 0 })
  lab.say('one')
  lab.crash()
  expect(abortIn(lab).started).toEqual([])
})

test('what an operator clears is told in its chats, each with its own count', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three', { chat: GROUP, sender: BOB })
  lab.say('four', { policy: 'steer' })
  expect(abortIn(lab, true)).toMatchObject({ cleared: 3, started: [] })
  expect(lab.message('four')).toMatchObject({ state: 'dropped', dropped: 'cleared' })
  expect(lab.told.map(({ chat, content }) => ({ chat, content }))).toEqual([
    { chat: DIRECT, content: { type: 'info', what: 'dropped', count: 2 } },
    { chat: GROUP, content: { type: 'info', what: 'dropped', count: 1 } },
  ])
  // A direct chat has one reader, who is told in their language; a group has its own.
  expect(lab.told.map(({ person }) => person)).toEqual([ANN, undefined])
  expect(lab.end().next).toBeUndefined()
})

test('an operator’s reset ends what nobody works on any more', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.say('two')
  lab.crash()
  const { cancelled, started, cleared } = lab.do({}, (s, ctx) => reset(s, lab.key, ctx))
  expect(cancelled).toMatchObject([{ id: turn.id }])
  expect({ started, cleared }).toEqual({ started: [], cleared: 1 })
  expect(lab.turns.get(turn.id)).toMatchObject({ state: 'finished', epoch: 2, outcome: { cause: 'operator' } })
  expect(() => lab.end({}, turn)).toThrow('stale')
})

test('an operator’s reset stops, drops and begins anew, and every chat that loses something is told', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { chat: GROUP })
  const { cancelled, started, cleared } = lab.do({}, (s, ctx) => reset(s, lab.key, ctx))
  expect(lab.noticeOf({ id: lab.running.id, chat: GROUP }).content).toEqual({
    type: 'busy',
    phase: lab.running.phase,
    startedAt: lab.now,
  })
  expect(cancelled).toMatchObject([{ number: 1, cancel: { by: null, cause: 'operator' } }])
  expect({ started, cleared }).toEqual({ started: [], cleared: 1 })
  expect(lab.session).toMatchObject({ generation: 2 })
  expect(lab.message('two')).toMatchObject({ state: 'dropped', dropped: 'new' })
  expect(lab.told.map(({ chat, content }) => ({ chat, content }))).toEqual([
    { chat: GROUP, content: { type: 'info', what: 'new_session', dropped: 1, cancelled: true } },
    { chat: DIRECT, content: { type: 'info', what: 'new_session', dropped: 0, cancelled: true } },
  ])
  expect(lab.end().turn.outcome).toMatchObject({ cause: 'operator' })
})

test('a policy of the session’s own is kept until it is taken back', () => {
  const lab = new Lab()
  lab.say('one')
  lab.draft((draft) => setPolicy(draft, 'reject'))
  expect(lab.session).toMatchObject({ policy: 'reject', nextNumber: 2 })
  expect(lab.say('two').admitted.type).toBe('refused')
  lab.draft((draft) => setPolicy(draft, null))
  expect(lab.session).not.toHaveProperty('policy')
  expect(lab.say('three').admitted.type).toBe('queued')
})

test('a language that has changed draws the chat’s live notices anew, once, and no others', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.say('three', { chat: GROUP })
  expect(lab.do({}, (s) => redraw(s, lab.key, DIRECT))).toBe(0)
  lab.pump()
  expect(lab.do({}, (s) => redraw(s, lab.key, DIRECT))).toBe(1)
  expect(lab.do({}, (s) => redraw(s, lab.key, DIRECT))).toBe(0)
  expect(lab.pump()).toMatchObject([{ chat: DIRECT, revision: 2 }])
})

test('what was held for another surface starts when that run is gone, and only then', () => {
  const lab = new Lab()
  lab.do({}, (s, ctx) => hold(s, lab.key, 'run', lab.now + 1_000, ctx))
  expect(lab.session?.hold).toEqual({ run: 'run', until: lab.now + 1_000 })
  lab.say('one')
  expect(lab.do({}, (s, ctx) => unhold(s, lab.key, 'another', ctx))).toEqual([])
  expect(lab.session?.dueAt).toBe(lab.now + 1_000)
  expect(lab.sweep().started).toEqual([])
  expect(lab.do({}, (s, ctx) => unhold(s, lab.key, 'run', ctx))).toMatchObject([{ inbounds: [lab.message('one').id] }])
  expect(lab.session).not.toHaveProperty('hold')
})

test('a hold ends by itself at its time', () => {
  const lab = new Lab()
  lab.do({}, (s, ctx) => hold(s, lab.key, 'run', lab.now + 1_000, ctx))
  lab.say('one')
  lab.now += 999
  expect(lab.say('two').admitted.type).toBe('queued')
  expect(lab.sweep().started).toEqual([])
  lab.now += 1
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('one').id] }])
})

test('a hold that is over holds nothing', () => {
  const lab = new Lab()
  lab.do({}, (s, ctx) => hold(s, lab.key, 'run', lab.now + 1_000, ctx))
  lab.now += 1_000
  expect(lab.say('one').admitted.type).toBe('started')
})

test('a hold puts off what already waits', () => {
  const lab = new Lab()
  lab.draining = true
  lab.say('one')
  lab.do({}, (s, ctx) => hold(s, lab.key, 'run', lab.now + 1_000, ctx))
  expect(lab.session?.dueAt).toBe(lab.now + 1_000)
})

test('a hold that ends with nothing waiting starts nothing', () => {
  const lab = new Lab()
  lab.do({}, (s, ctx) => hold(s, lab.key, 'run', lab.now + 1_000, ctx))
  expect(lab.do({}, (s, ctx) => unhold(s, lab.key, 'run', ctx))).toEqual([])
  expect(lab.do({}, (s, ctx) => unhold(s, lab.key, 'run', ctx))).toEqual([])
})
