import { expect, test } from 'vitest'
import { ACTION_NAMES, type ActionResult } from '../words/action.ts'
import { ANN, BOB, BOSS, BROKEN, DIRECT, GROUP, Lab } from './lab.ts'

const WORDS = { via: 'text', answersInline: false } as const

test('cancel commits, says so, and wins over an answer that comes later', () => {
  const lab = new Lab()
  lab.say('one')
  lab.now += 100
  expect(lab.act('cancel')).toMatchObject({
    result: 'done',
    cancelled: [{ cancel: { by: ANN, cause: 'person', at: lab.now }, phase: { code: 'cancelling', since: lab.now } }],
  })
  expect(lab.running.spent).toEqual({ cancel: 'ann' })
  expect(lab.end().turn.outcome).toEqual({ type: 'cancelled', by: ANN, cause: 'person' })
})

test('the next waiting message starts when a cancelled turn ends', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two')
  lab.act('cancel')
  expect(lab.end().next?.inbounds).toEqual([lab.message('two').id])
})

test('a second cancel finds it finished', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.act('cancel', { turnId })
  expect(lab.act('cancel', { turnId })).toMatchObject({ result: 'finished', idle: false, cancelled: [] })
  lab.end()
  expect(lab.act('cancel', { turnId }).result).toBe('finished')
})

test('a button of a turn that has completed cancels nothing, not even the next one', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.say('two')
  lab.end()
  expect(lab.act('cancel', { turnId })).toMatchObject({ result: 'finished', idle: false })
  expect(lab.running.cancel).toBeUndefined()
})

test('a redelivered wish gets the same answer and does nothing', () => {
  const lab = new Lab()
  lab.say('one')
  const first = lab.act('new', { key: 'k', via: 'text' })
  expect(first).toMatchObject({ repeated: false, idle: false })
  const generation = lab.session?.generation
  expect(lab.act('new', { key: 'k', via: 'text' })).toEqual({
    result: 'done',
    repeated: true,
    idle: false,
    dropped: 0,
    waiting: 0,
    cancelled: [],
    started: [],
  })
  expect(lab.session?.generation).toBe(generation)
})

test('in a group only the asker and administrators cancel; a refused tap spends nothing', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  const turnId = lab.running.id
  expect(lab.act('cancel', { turnId, chat: GROUP, person: BOB }).result).toBe('forbidden')
  expect(lab.running).toMatchObject({ spent: {}, phase: { code: 'waiting_model_response' } })
  expect(lab.act('cancel', { turnId, chat: GROUP, person: BOSS }).result).toBe('done')
})

test('a refused press stays refused when it is delivered again, whoever’s turn runs by then', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP, sender: BOB })
  expect(lab.act('cancel', { chat: GROUP, person: BOB, key: 'k' }).result).toBe('forbidden')
  lab.end()
  expect(lab.act('cancel', { chat: GROUP, person: BOB, key: 'k' })).toMatchObject({
    result: 'forbidden',
    repeated: true,
  })
  expect(lab.running.cancel).toBeUndefined()
})

test('refused words are answered once, however often they are delivered', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  const stop = { ...WORDS, chat: GROUP, person: BOB, replyTo: 'r', key: 'k' }
  expect(lab.act('cancel', stop)).toMatchObject({ result: 'forbidden', repeated: false })
  expect(lab.act('cancel', stop)).toMatchObject({ result: 'forbidden', repeated: true })
  expect(lab.told).toMatchObject([{ chat: GROUP, person: BOB, replyTo: 'r', content: { what: 'forbidden' } }])
})

test('who may do what in a group: by default the asker everything, administrators stop, anyone waits', () => {
  const resultOf = (person: typeof ANN, action: (typeof ACTION_NAMES)[number]): ActionResult => {
    const lab = new Lab()
    lab.say('one', { chat: GROUP })
    const turnId = lab.running.id
    lab.say('two', { chat: GROUP })
    if (action === 'retry') lab.end({ outcome: BROKEN })
    const retry = [lab.message('one')]
    const inboundId = lab.message('two').id
    return lab.act(action, { turnId, chat: GROUP, person, retry, inboundId }).result
  }
  const results = (person: typeof ANN) => ACTION_NAMES.map((action) => [action, resultOf(person, action)])
  expect(results(ANN)).toEqual(ACTION_NAMES.map((action) => [action, 'done']))
  const others = { wait: 'done', retry: 'forbidden', background: 'forbidden', dequeue: 'forbidden' }
  expect(Object.fromEntries(results(BOSS))).toEqual({ ...others, cancel: 'done', new: 'done' })
  expect(Object.fromEntries(results(BOB))).toEqual({ ...others, cancel: 'forbidden', new: 'forbidden' })
})

test('an operator may keep waiting to the asker; a message of one’s own can always be waited for', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, permissions: { ...lab.rules.permissions, wait: 'asker' } }
  lab.say('one', { chat: GROUP })
  expect(lab.act('wait', { chat: GROUP, person: BOB }).result).toBe('forbidden')
  expect(lab.running.waiters).toEqual([])
  lab.say('two', { chat: GROUP, sender: BOB })
  lab.act('wait', { chat: GROUP, person: BOB })
  expect(lab.end().next?.waiters).toEqual([BOB])
})

test('in a direct chat there is nobody to be refused', () => {
  for (const action of ACTION_NAMES) {
    const lab = new Lab()
    lab.say('one')
    const turnId = lab.running.id
    lab.say('two')
    if (action === 'retry') lab.end({ outcome: BROKEN })
    const retry = [lab.message('one')]
    expect(lab.act(action, { turnId, person: BOB, retry, inboundId: lab.message('two').id }).result).toBe('done')
  }
})

test('an operator may let anyone cancel', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, permissions: { ...lab.rules.permissions, cancel: 'anyone' } }
  lab.say('one', { chat: GROUP })
  expect(lab.act('cancel', { chat: GROUP, person: BOB }).result).toBe('done')
})

test('wait is per person, for anyone, and mentions each once', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  const turnId = lab.running.id
  for (const person of [ANN, BOB, ANN]) expect(lab.act('wait', { turnId, chat: GROUP, person }).result).toBe('done')
  expect(lab.running.waiters.map((person) => person.id)).toEqual(['ann', 'bob'])
})

test('who waits with a message of their own is mentioned with its answer too, and nobody else', () => {
  const lab = new Lab()
  lab.say('one', { chat: GROUP })
  lab.say('two', { chat: GROUP })
  lab.say('three', { chat: GROUP, sender: BOB })
  lab.act('wait', { chat: GROUP })
  expect(lab.end().next?.waiters).toEqual([ANN])
  expect(lab.end().next?.waiters).toEqual([])
})

test('wait against finish: there is nothing left to wait for', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.end()
  expect(lab.act('wait', { turnId })).toMatchObject({ result: 'finished', idle: false })
  expect(lab.act('wait')).toMatchObject({ result: 'finished', idle: true })
})

test('a late tap on wait still counts for the message that waits', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.say('two')
  lab.say('three')
  lab.end()
  expect(lab.act('wait', { turnId }).result).toBe('done')
  expect(lab.end().next?.waiters).toEqual([ANN])
})

test('background frees the lane and keeps the turn', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.say('two')
  expect(lab.act('background', { turnId })).toMatchObject({
    result: 'done',
    task: 1,
    started: [{ inbounds: [lab.message('two').id] }],
  })
  expect(lab.turns.get(turnId)).toMatchObject({ kind: 'background', state: 'running', spent: { background: 'ann' } })
  expect(lab.act('background', { turnId })).toMatchObject({ result: 'finished', idle: false })
})

test('the end of a turn in the background starts what has become due in the lane', () => {
  const lab = new Lab()
  lab.say('one')
  const first = lab.running
  lab.act('background')
  lab.say('two', { album: 'pictures' })
  lab.now += lab.rules.albumQuietMs
  expect(lab.end({}, first).next).toMatchObject({ kind: 'foreground', inbounds: [lab.message('two').id] })
})

test('a turn that has completed does not move to the background', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.end()
  expect(lab.act('background', { turnId })).toMatchObject({ result: 'finished', started: [] })
  expect(lab.turns.get(turnId)?.kind).toBe('foreground')
})

test('background with nothing waiting starts nothing', () => {
  const lab = new Lab()
  lab.say('one')
  expect(lab.act('background').started).toEqual([])
  expect(lab.say('two').admitted.type).toBe('started')
})

test('what was said to a turn goes to the queue when the turn moves to the background', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'steer' })
  expect(lab.act('background').started).toMatchObject([{ inbounds: [lab.message('two').id] }])
})

test('what was said to the turn in the lane stays said to it when a turn beside it is cancelled', () => {
  const lab = new Lab()
  lab.say('one')
  const beside = lab.say('two', { policy: 'parallel' }).started[0]
  lab.say('three', { policy: 'steer' })
  expect(lab.act('cancel', { turnId: beside?.id ?? '' }).result).toBe('done')
  expect(lab.checkpoint([])).toMatchObject([{ type: 'steer', text: 'three' }])
})

test('a turn that has ended, or is being stopped, does not move to the background', () => {
  const lab = new Lab()
  lab.say('one')
  const turnId = lab.running.id
  lab.act('cancel')
  expect(lab.act('background', { turnId })).toMatchObject({ result: 'finished', idle: false })
  lab.end()
  expect(lab.act('background', { turnId })).toMatchObject({ result: 'finished', idle: false })
  expect(lab.act('background')).toMatchObject({ result: 'finished', idle: true })
})

test('where turns cannot run side by side, background says what happens instead', () => {
  const lab = new Lab()
  lab.capabilities = { ...lab.capabilities, parallel: false }
  lab.say('one')
  expect(lab.act('background', WORDS)).toMatchObject({ result: 'unknown', started: [] })
  expect(lab.running.kind).toBe('foreground')
  expect(lab.told).toMatchObject([{ content: { what: 'unavailable', option: 'background', instead: 'queue' } }])
})

test('no more turns move to the background than may run beside the lane', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, maxBeside: 1 }
  lab.say('one')
  expect(lab.act('background').result).toBe('done')
  lab.say('two')
  expect(lab.act('background').result).toBe('unknown')
  expect(lab.running.inbounds).toEqual([lab.message('two').id])
})

test('a task is cancelled by its number', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('background')
  lab.say('two')
  expect(lab.act('cancel', { ...WORDS, task: 1 }).cancelled).toMatchObject([{ number: 1, cancel: { cause: 'task' } }])
  lab.act('cancel', { ...WORDS, task: 1 })
  lab.act('cancel', { ...WORDS, task: 9 })
  expect(lab.told.map(({ content }) => content)).toEqual([
    { type: 'info', what: 'task_cancelled', number: 1 },
    { type: 'info', what: 'finished' },
    { type: 'info', what: 'no_such_task', number: 9 },
  ])
  expect(lab.running.cancel).toBeUndefined()
})

test('cancel without a number means what has the lane, and else the latest that runs beside it', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('background')
  lab.say('two')
  lab.act('background')
  lab.say('three')
  lab.act('background')
  lab.say('four')
  expect(lab.act('cancel').cancelled).toMatchObject([{ number: 4 }])
  lab.end()
  expect(lab.act('cancel').cancelled).toMatchObject([{ number: 3 }])
})

test('words that their platform gives no id are answered without naming them', () => {
  const lab = new Lab()
  lab.act('cancel', { ...WORDS, replyTo: '' })
  expect(lab.told[0]).not.toHaveProperty('replyTo')
})

test('words are answered by a message of their own', () => {
  const lab = new Lab()
  lab.act('cancel', WORDS)
  lab.say('one')
  lab.act('wait', WORDS)
  lab.say('two')
  lab.say('three')
  lab.act('dequeue', WORDS)
  lab.act('background', WORDS)
  expect(lab.told.map(({ content }) => content)).toEqual([
    { type: 'info', what: 'nothing_running' },
    { type: 'info', what: 'waiting', idle: false },
    { type: 'info', what: 'dequeued', waiting: 1 },
    { type: 'info', what: 'background', number: 1 },
  ])
})

test('a cancel in words is answered by the turn’s own notice', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('cancel', WORDS)
  expect(lab.told).toEqual([])
  lab.end()
  expect(lab.pump()).toMatchObject([{ content: { type: 'outcome', outcome: { type: 'cancelled' } } }])
})

test('a tap writes no notice, and neither do words where the channel answers them: both show the answer', () => {
  const lab = new Lab()
  lab.act('cancel', { via: 'tap', answersInline: false })
  lab.act('cancel', { via: 'text', answersInline: true })
  expect(lab.notices.size).toBe(0)
})

test('what is asked of a session for the first time is told in the chat that asked', () => {
  const lab = new Lab()
  const stop = { ...WORDS, chat: DIRECT, person: BOB, replyTo: 'r' }
  expect(lab.act('cancel', stop)).toMatchObject({ result: 'finished', idle: true })
  expect(lab.told).toMatchObject([
    { chat: DIRECT, route: 'webchat:default', person: BOB, replyTo: 'r', state: 'closed' },
  ])
})
