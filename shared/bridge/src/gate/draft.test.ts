import { expect, test } from 'vitest'
import type { Change } from '../ports/engine.ts'
import type { OutboxRecord } from '../store/records.ts'
import { Draft } from './draft.ts'
import { GROUP, Lab } from './lab.ts'

const OUTBOX: OutboxRecord = {
  id: 'o',
  session: 's',
  chatKey: 'c',
  chat: GROUP,
  route: 'telegram:default',
  parts: [],
  sentParts: 0,
  mention: [],
  messageId: 'm',
  state: 'pending',
  attempts: 0,
  notBefore: 0,
  createdAt: 0,
  refs: [],
}

/** A session with a turn in the lane, one beside it, and messages that wait. */
function busy(): Lab {
  const lab = new Lab()
  lab.say('one')
  lab.say('two', { policy: 'parallel' })
  lab.say('three')
  lab.say('four', { policy: 'steer' })
  return lab
}

const draftOf = (lab: Lab): Draft => new Draft(lab.key, lab.state({}))

test('a session that nothing has happened under yet begins with its first generation', () => {
  const draft = new Draft('key', new Lab().state({}))
  expect(draft.session).toEqual({ key: 'key', generation: 1, nextSeq: 1, nextNumber: 1 })
  expect(draft.changes()).toEqual([])
})

test('running turns come by number, and waiting messages by their place in the queue, however they were read', () => {
  const lab = busy()
  lab.say('five')
  const state = lab.state({})
  const draft = new Draft(lab.key, {
    ...state,
    turns: state.turns.toReversed(),
    inbounds: state.inbounds.toReversed(),
  })
  expect(draft.running.map((turn) => turn.number)).toEqual([1, 2])
  expect(draft.foreground?.number).toBe(1)
  expect(draft.pending.map((inbound) => inbound.text)).toEqual(['three', 'five'])
  expect(draft.steering.map((inbound) => inbound.text)).toEqual(['four'])
})

test('a turn that has ended in this decision no longer runs', () => {
  const draft = draftOf(busy())
  const [first, second] = draft.running
  if (first !== undefined) draft.putTurn({ ...first, state: 'finished' })
  expect(draft.running).toEqual([second])
  expect(draft.foreground).toBeUndefined()
})

test('what was asked for besides the live records is there too', () => {
  const lab = new Lab()
  lab.say('one')
  lab.end()
  const [turn] = lab.turns.values()
  const inbound = lab.message('one')
  const draft = new Draft(lab.key, lab.state({ turnId: turn?.id ?? '', inboundId: inbound.id }))
  expect(draft.turn(turn?.id ?? '')).toBe(turn)
  expect(draft.inbound(inbound.id)).toBe(inbound)
  expect(draft.turn(undefined)).toBeUndefined()
  expect(draft.running).toEqual([])
  expect(draft.pending).toEqual([])
})

test('each record comes out once, as it was left, in the order of first touch; what is only added comes after', () => {
  const lab = busy()
  const draft = draftOf(lab)
  const turn = draft.putTurn({ ...lab.running, progressAt: 1 })
  const outbox = { ...OUTBOX, turnId: turn.id }
  draft.putOutbox(outbox)
  const journal = { turnId: turn.id, seq: 0, at: 1, entry: null }
  draft.addJournal(journal)
  const log: Change = { type: 'log', scope: 's', subject: 'm', body: 1 }
  draft.add(log)
  const inbound = draft.putInbound({ ...lab.message('three'), text: 'drei' })
  const notice = draft.putNotice({ ...lab.noticeOf(turn), chat: GROUP })
  const last = { ...turn, progressAt: 2 }
  draft.putTurn(last)
  const lastInbound = { ...inbound, text: 'trois' }
  draft.putInbound(lastInbound)
  const lastNotice = { ...notice, revision: 9 }
  draft.putNotice(lastNotice)
  expect([draft.nextSeq(), draft.nextSeq()]).toEqual([5, 6])
  expect(draft.changes()).toEqual([
    { type: 'put', table: 'turn', row: last },
    { type: 'put', table: 'inbound', row: lastInbound },
    { type: 'put', table: 'notice', row: lastNotice },
    { type: 'put', table: 'session', row: { ...lab.session, nextSeq: 7 } },
    { type: 'put', table: 'outbox', row: outbox },
    { type: 'journal', row: journal },
    log,
  ])
})
