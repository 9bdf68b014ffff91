import { expect, test } from 'vitest'
import { ACTION_NAMES } from '../words/action.ts'
import { actionOfToken, createTokens } from './tokens.ts'

const tokens = createTokens(new Uint8Array(32).fill(7))
const TURN = 'a'.repeat(16)
const MESSAGE = 'b'.repeat(16)

test('a token says what it was made for', () => {
  for (const action of ACTION_NAMES) {
    expect(tokens.read(tokens.mint({ action, turnId: TURN }))).toEqual({ action, turnId: TURN })
    const claims = { action, turnId: TURN, inboundId: MESSAGE }
    expect(tokens.read(tokens.mint(claims))).toEqual(claims)
  }
})

test('the form of a token says its action, without a key', () => {
  for (const action of ACTION_NAMES) expect(actionOfToken(tokens.mint({ action, turnId: TURN }))).toBe(action)
  expect(actionOfToken('')).toBeUndefined()
  expect(actionOfToken('x.y.z')).toBeUndefined()
})

test('a token fits the smallest platform’s payload', () => {
  expect(tokens.mint({ action: 'dequeue', turnId: TURN, inboundId: MESSAGE }).length).toBeLessThanOrEqual(64)
})

test('what was changed, cut or lengthened is not ours', () => {
  const token = tokens.mint({ action: 'cancel', turnId: TURN })
  expect(tokens.read(token.replace('c.', 'n.'))).toBeNull()
  expect(tokens.read(token.replace(TURN, 'x'.repeat(16)))).toBeNull()
  expect(tokens.read(token.slice(0, -1))).toBeNull()
  expect(tokens.read(`${token}.x`)).toBeNull()
  expect(tokens.read(`${token}=`)).toBeNull()
  expect(tokens.read(`z${token.slice(1)}`)).toBeNull()
  expect(tokens.read('c')).toBeNull()
  expect(tokens.read('c.t')).toBeNull()
  expect(tokens.read('c.t.m')).toBeNull()
  expect(tokens.read('')).toBeNull()
})

test('another store’s token is not ours', () => {
  expect(createTokens(new Uint8Array(32)).read(tokens.mint({ action: 'wait', turnId: TURN }))).toBeNull()
})
