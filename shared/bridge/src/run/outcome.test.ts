import { expect, test } from 'vitest'
import { LeaseLostError, SessionBusyError, StoreUnavailableError } from '../errors.ts'
import { TurnFailedError } from '../ports/gateway.ts'
import { FAILURE_CODES } from '../words/failure.ts'
import { type StopCause, TurnStopped } from './active-turn.ts'
import { endOfError, endOfResult, type RunEnd } from './outcome.ts'

/** How a run ends that is stopped for this reason, whatever it throws then. */
function stoppedBy(cause: StopCause): RunEnd {
  const controller = new AbortController()
  controller.abort(new TurnStopped(cause))
  return endOfError(new TurnFailedError('provider_error', 'torn off'), controller.signal, 'ref')
}

function thrown(error: unknown): RunEnd {
  return endOfError(error, new AbortController().signal, 'ref')
}

test('a stopped run ends by the reason it was stopped for, not by what it throws then', () => {
  expect(stoppedBy('cancelled')).toMatchObject({ type: 'ended', outcome: { type: 'cancelled', cause: 'person' } })
  expect(stoppedBy('lease_lost')).toEqual({ type: 'lost' })
  expect(stoppedBy('drain')).toEqual({ type: 'drained' })
  const timeout = { type: 'failed', failure: { code: 'lane_timeout', reference: 'ref' } }
  expect(stoppedBy('lane_timeout')).toMatchObject({ type: 'ended', outcome: timeout })
})

test('a failure that the gateway names keeps its code and its detail', () => {
  for (const code of FAILURE_CODES) {
    const failure = { code, reference: 'ref', detail: 'search' }
    expect(thrown(new TurnFailedError(code, 'as it is', { detail: 'search' }))).toMatchObject({
      outcome: { type: 'failed', failure },
    })
  }
})

test('a run that the store failed says so, and is not unknown', () => {
  expect(thrown(new StoreUnavailableError('the disk is full'))).toMatchObject({
    outcome: { type: 'failed', failure: { code: 'store_unavailable', reference: 'ref' } },
  })
})

test('a run that finds its lease lost by a write is somebody else’s, and no failure', () => {
  expect(thrown(new LeaseLostError('t1', 1))).toEqual({ type: 'lost' })
})

test('a session that another surface has is handed back', () => {
  const error = new SessionBusyError({
    session: 's',
    reason: 'queue_wait',
    since: 0,
    turnId: null,
    disposition: { type: 'queued', position: 1 },
    holder: 'another surface',
  })
  expect(thrown(error)).toEqual({ type: 'busy', error })
})

test('anything else that is thrown is an unknown failure, with its cause for the log', () => {
  const error = new Error('?')
  expect(thrown(error)).toMatchObject({ error, outcome: { failure: { code: 'unknown', reference: 'ref' } } })
})

test('a run without a word is a failure, unless it was meant', () => {
  expect(endOfResult({ text: ' \n', journal: [] }, 'ref')).toMatchObject({ outcome: { failure: { code: 'unknown' } } })
  expect(endOfResult({ text: '', journal: [], silent: true }, 'ref').type).toBe('answered')
  expect(endOfResult({ text: 'yes', journal: [] }, 'ref').type).toBe('answered')
})
