import { expect, test } from 'vitest'
import type { Person } from '../words/person.ts'
import { DEFAULT_RULES, may, type Permission } from './context.ts'
import { ANN, BOB, BOSS } from './lab.ts'

const PERMISSIONS: readonly Permission[] = ['asker', 'admins', 'anyone']

/** The permissions that let this person act on Ann’s turn in a group. */
function open(person: Person, owner: Person | null = ANN): Permission[] {
  return PERMISSIONS.filter((permission) => may(permission, person, owner, false))
}

test('in a group a turn is its asker’s, administrators count where they are named, and anyone where it is open', () => {
  expect(open(ANN)).toEqual(['asker', 'admins', 'anyone'])
  expect(open(BOSS)).toEqual(['admins', 'anyone'])
  expect(open(BOB)).toEqual(['anyone'])
})

test('who is who is told by the id, not by the name', () => {
  expect(open({ id: 'ann', name: 'Anna' })).toEqual(['asker', 'admins', 'anyone'])
  expect(open({ id: 'mallory', name: 'Ann' })).toEqual(['anyone'])
})

test('what is nobody’s is for administrators', () => {
  expect(open(BOSS, null)).toEqual(['admins', 'anyone'])
  expect(open(ANN, null)).toEqual(['anyone'])
})

test('by default the asker may everything, administrators cancel and begin anew, and anyone waits', () => {
  expect(DEFAULT_RULES.permissions).toEqual({
    wait: 'anyone',
    cancel: 'admins',
    new: 'admins',
    retry: 'asker',
    background: 'asker',
    dequeue: 'asker',
  })
})

test('a direct chat has only one person in it', () => {
  for (const permission of PERMISSIONS) expect(may(permission, BOB, ANN, true)).toBe(true)
})
