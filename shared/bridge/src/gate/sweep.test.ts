import { expect, test } from 'vitest'
import { BOB, GROUP, Lab } from './lab.ts'

test('turns of dead owners are taken over before their lease ends', () => {
  const lab = new Lab()
  lab.say('one')
  lab.stall()
  lab.owner = 'node-2'
  expect(lab.sweep()).toEqual({ started: [], ended: [] })
  lab.dead.add('node-1')
  lab.now += 10
  const { started } = lab.sweep()
  expect(started).toEqual([lab.running])
  expect(lab.running).toMatchObject({
    owner: 'node-2',
    epoch: 2,
    attempts: 2,
    phase: { code: 'recovering', since: lab.now },
    progressAt: lab.now,
  })
  expect(lab.running).not.toHaveProperty('stalledAt')
})

test('all turns of a session are looked after, beside the lane too', () => {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'parallel' })
  lab.crash()
  expect(lab.sweep().started).toMatchObject([
    { number: 1, kind: 'foreground' },
    { number: 2, kind: 'parallel' },
  ])
})

test('a gateway that cannot resume ends a restarted turn honestly, and goes on with what waits', () => {
  const lab = new Lab()
  lab.capabilities = { ...lab.capabilities, resume: false }
  lab.say('one')
  const turn = lab.running
  lab.say('two')
  lab.crash()
  const { started, ended } = lab.sweep()
  expect(ended).toMatchObject([
    { id: turn.id, epoch: 2, outcome: { type: 'failed', failure: { code: 'gateway_restarted', reference: turn.id } } },
  ])
  expect(started).toMatchObject([{ inbounds: [lab.message('two').id] }])
  expect(lab.noticeOf(turn)).toMatchObject({ notBefore: lab.now, content: { type: 'outcome' } })
})

test('a turn is begun only so often, and then set aside', () => {
  const lab = new Lab()
  lab.say('one')
  for (let attempt = 2; attempt <= lab.rules.maxAttempts; attempt += 1) {
    lab.crash()
    expect(lab.sweep().started).toMatchObject([{ attempts: attempt }])
  }
  lab.crash()
  expect(lab.sweep().ended).toMatchObject([{ outcome: { failure: { code: 'poison' } } }])
})

test('a cancel that was committed before the owner died is carried out by who takes over', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, maxAttempts: 1 }
  lab.say('one', { chat: GROUP, sender: BOB })
  lab.act('cancel', { chat: GROUP, person: BOB })
  lab.crash()
  expect(lab.sweep()).toMatchObject({
    started: [],
    ended: [{ outcome: { type: 'cancelled', by: BOB, cause: 'person' } }],
  })
})

test('a cancelled turn that does not stop is fenced after its grace, and what waits starts', () => {
  const lab = new Lab()
  lab.say('one')
  const turn = lab.running
  lab.say('two')
  lab.act('cancel')
  lab.now += lab.rules.cancelGraceMs - 1
  expect(lab.sweep()).toEqual({ started: [], ended: [] })
  lab.now += 1
  expect(lab.sweep()).toMatchObject({
    started: [{ inbounds: [lab.message('two').id] }],
    ended: [{ id: turn.id, epoch: 2 }],
  })
})

test('a node starts only what it can deliver', () => {
  const lab = new Lab()
  lab.draining = true
  lab.say('one')
  lab.draining = false
  lab.routes = new Set(['telegram:default'])
  expect(lab.sweep().started).toEqual([])
  lab.routes.add('webchat:default')
  expect(lab.sweep().started).toHaveLength(1)
})

test('a node that shuts down takes nothing over, and starts nothing', () => {
  const lab = new Lab()
  lab.say('one')
  lab.act('cancel')
  lab.say('two')
  lab.crash()
  lab.draining = true
  lab.now += lab.rules.cancelGraceMs
  expect(lab.sweep()).toEqual({ started: [], ended: [] })
})

test('a sweep of a session with nothing to do writes nothing', () => {
  const lab = new Lab()
  expect(lab.sweep()).toEqual({ started: [], ended: [] })
  expect(lab.session).toBeNull()
})

test('a message that another node’s clock has dated to the future starts all the same', () => {
  const lab = new Lab()
  lab.say('one')
  lab.now += 30_000
  lab.rules = { ...lab.rules, leaseMs: 90_000 }
  lab.say('two')
  lab.report(null)
  lab.now -= 30_000
  expect(lab.end().next?.inbounds).toEqual([lab.message('two').id])
})
