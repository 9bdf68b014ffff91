import { expect, test } from 'vitest'
import { type ConnectionInput, type ConnectionState, startConnection, stepConnection } from './machine.ts'

const CLOSED: ConnectionInput = { type: 'closed', now: 1000, random: 0 }
const REACHABLE: ConnectionInput = { type: 'probed', reachable: true }

function run(...inputs: readonly ConnectionInput[]): ConnectionState {
  return inputs.reduce((state, input) => stepConnection(state, input).state, startConnection().state)
}

function effectsOf(before: ConnectionState, input: ConnectionInput): readonly string[] {
  return stepConnection(before, input).effects.map((effect) => effect.type)
}

test('an open socket is greeted, and is online once the server is ready', () => {
  expect(effectsOf(startConnection().state, { type: 'opened' })).toEqual(['greet'])
  expect(run({ type: 'opened' })).toMatchObject({ status: 'connecting', opened: true })
  expect(run({ type: 'opened' }, { type: 'ready' })).toEqual({ status: 'online' })
})

test('a lost connection waits for the shortest time first', () => {
  const state = run({ type: 'opened' }, { type: 'ready' }, CLOSED)
  expect(state).toEqual({ status: 'waiting', attempt: 1, refusals: 0, retryAt: 1250 })
})

test('failures in a row wait longer each time', () => {
  const state = run(CLOSED, { type: 'wake' }, CLOSED, { type: 'wake' }, CLOSED)
  expect(state).toMatchObject({ status: 'waiting', attempt: 3, retryAt: 2000 })
})

test('a server that opens but never gets ready is backed off from, too', () => {
  const state = run({ type: 'opened' }, CLOSED, { type: 'wake' }, { type: 'opened' }, CLOSED)
  expect(state).toMatchObject({ status: 'waiting', attempt: 2 })
})

test('waking up opens a socket while waiting, and does nothing otherwise', () => {
  expect(effectsOf(run(CLOSED), { type: 'wake' })).toEqual(['open'])
  expect(effectsOf(run({ type: 'opened' }, { type: 'ready' }), { type: 'wake' })).toEqual([])
  expect(effectsOf(run(), { type: 'wake' })).toEqual([])
})

test('a try that never opened asks whether the server is there at all', () => {
  expect(effectsOf(run(), CLOSED)).toEqual(['drop', 'probe'])
  expect(effectsOf(run({ type: 'opened' }), CLOSED)).toEqual(['drop'])
})

test('two refusals in a row by a server that is there ask for a token', () => {
  expect(run(CLOSED, REACHABLE)).toMatchObject({ status: 'waiting', refusals: 1 })
  expect(run(CLOSED, REACHABLE, { type: 'wake' }, CLOSED, REACHABLE)).toEqual({ status: 'unauthorized' })
})

test('a probe that is answered after the next try began still counts', () => {
  expect(run(CLOSED, { type: 'wake' }, REACHABLE, CLOSED, REACHABLE)).toEqual({ status: 'unauthorized' })
})

test('a server that is away between two refusals was only restarting', () => {
  const away: ConnectionInput = { type: 'probed', reachable: false }
  const state = run(CLOSED, REACHABLE, { type: 'wake' }, CLOSED, away, { type: 'wake' }, CLOSED, REACHABLE)
  expect(state).toMatchObject({ status: 'waiting', refusals: 1 })
})

test('a late probe does not disturb an open socket', () => {
  expect(run(CLOSED, REACHABLE, { type: 'wake' }, { type: 'opened' }, REACHABLE)).toMatchObject({
    status: 'connecting',
    refusals: 0,
  })
})

test('only starting over leads out of the token form', () => {
  const locked: ConnectionState = { status: 'unauthorized' }
  expect(stepConnection(locked, { type: 'wake' }).state).toBe(locked)
  expect(stepConnection(locked, CLOSED).state).toBe(locked)
  expect(stepConnection(locked, { type: 'restart' })).toEqual(startConnection())
})
