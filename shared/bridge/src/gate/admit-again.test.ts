import { expect, test } from 'vitest'
import type { Admission } from './admit.ts'
import { Lab } from './lab.ts'

/** A message that comes, and comes again after what happened in between; the second time must write nothing. */
function twice(more: Parameters<Lab['say']>[1], between: (lab: Lab) => void = () => {}, before = ['one']): Admission[] {
  const lab = new Lab()
  for (const text of before) lab.say(text)
  const first = lab.say('two', { ...more, dedupeKey: 'k' })
  between(lab)
  const written = (): string => JSON.stringify([lab.session, ...lab.inbounds, ...lab.turns, ...lab.notices])
  const kept = written()
  const second = lab.say('two', { ...more, dedupeKey: 'k' })
  expect(written()).toBe(kept)
  expect(second).toMatchObject({ duplicate: true, messageId: first.messageId, admitted: first.admitted })
  expect(second).toMatchObject({ started: [], cancelled: [], ended: [] })
  return [first, second]
}

test('a redelivery of what waits, or was refused, gets the same answer and does nothing', () => {
  for (const policy of ['queue', 'collect', 'steer', 'interrupt', 'rollback', 'reject'] as const) {
    const [first, second] = twice({ policy })
    expect(second?.busy?.disposition).toEqual(first?.busy?.disposition)
    expect(second?.busy).toMatchObject({ turnId: first?.busy?.turnId, queuePosition: first?.busy?.queuePosition })
  }
})

test('a redelivery of a message that has started says nothing of being busy', () => {
  for (const policy of ['parallel', 'background'] as const) expect(twice({ policy })[1]?.busy).toBeUndefined()
  expect(twice({}, () => {}, [])[1]?.busy).toBeUndefined()
})

test('a redelivery of a message that has been answered, or removed, says nothing of being busy', () => {
  const [, answered] = twice({}, (lab) => [lab.end(), lab.end()])
  const [, removed] = twice({}, (lab) => lab.act('dequeue', { via: 'text' }))
  expect([answered?.busy, removed?.busy]).toEqual([undefined, undefined])
})

test('a redelivery of a message that was handed back says that it waits, first in line', () => {
  const [, again] = twice({}, (lab) => lab.release({ keep: false, notBefore: lab.now + 1_000 }), [])
  expect(again?.busy).toMatchObject({
    disposition: { type: 'queued', position: 1 },
    turnId: null,
    reason: 'queue_wait',
  })
})
