import { expect, test } from 'vitest'
import { Asking } from './asking.ts'

const SESSION = 'agent:main:main'
const MAIN = { agentId: 'main', sessionKey: SESSION, mainSessionKey: SESSION }
const ASIDE = { ...MAIN, sessionKey: `${SESSION}:side:b` }
const A = { id: 'a', session: SESSION }
const B = { id: 'b', session: SESSION }

test('an answer belongs to the question that was asked last, and then to the one before it', () => {
  const asking = new Asking()
  asking.add(A, MAIN)
  asking.add(B, ASIDE)
  expect(asking.of(SESSION)).toEqual({ turn: 'b', route: ASIDE })
  asking.delete(B)
  expect(asking.of(SESSION)).toEqual({ turn: 'a', route: MAIN })
  asking.delete(A)
  expect(asking.of(SESSION)).toBeUndefined()
})

test('a turn that goes on does not answer the question of another one in its session', () => {
  const asking = new Asking()
  asking.add(A, MAIN)
  asking.delete(B)
  expect(asking.of(SESSION)).toEqual({ turn: 'a', route: MAIN })
})
