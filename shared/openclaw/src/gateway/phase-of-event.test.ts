import { expect, test } from 'vitest'
import { readEvent } from './phase-of-event.ts'

const NOW = 1_000_000

function read(stream: string, data: Record<string, unknown>) {
  return readEvent({ runId: 'r', stream, data }, NOW)
}

test('a retry says why, which try it is, and until when it waits', () => {
  const data = { phase: 'retrying', attempt: 2, maxAttempts: 10, delayMs: 20_000, reason: 'rate_limit' }
  const numbers = { until: NOW + 20_000, attempt: 2, attempts: 10 }
  expect(read('run_status', data)).toEqual({ type: 'phase', phase: { code: 'rate_limited', ...numbers } })
  expect(read('run_status', { ...data, reason: 'server_error' })).toEqual({
    type: 'phase',
    phase: { code: 'retrying', ...numbers },
  })
})

test('a tool is named from its start to its result', () => {
  expect(read('tool', { phase: 'start', name: 'exec', args: { command: 'secret' } })).toEqual({
    type: 'phase',
    phase: { code: 'tool_running', label: 'exec' },
  })
  expect(read('tool', { phase: 'update', name: 'exec' })).toEqual({ type: 'progress' })
  expect(read('tool', { phase: 'result', name: 'exec' })).toMatchObject({ phase: { code: 'waiting_model_response' } })
})

test('a question of the agent waits for its answer', () => {
  expect(read('tool', { phase: 'start', name: 'ask_user' })).toEqual({
    type: 'phase',
    phase: { code: 'waiting_answer' },
  })
})

test('an approval is waited for until it is resolved', () => {
  expect(read('lifecycle', { phase: 'waiting-approval', approvalId: 'a1' })).toEqual({
    type: 'phase',
    phase: { code: 'waiting_approval' },
    approval: 'a1',
  })
  expect(read('lifecycle', { phase: 'approval-resolved' })).toMatchObject({ phase: { code: 'waiting_model_response' } })
})

test('a run begins and ends', () => {
  expect(read('lifecycle', { phase: 'start' })).toEqual({ type: 'started' })
  expect(read('lifecycle', { phase: 'end' })).toEqual({ type: 'ended' })
  expect(read('lifecycle', { phase: 'error', error: 'x' })).toEqual({ type: 'ended' })
})

test('tokens are progress, and what people do not see is nothing', () => {
  expect(read('assistant', { text: 'x' })).toEqual({ type: 'progress' })
  expect(read('usage', {})).toBeNull()
})

test('a run takes what is said to it from when the model is asked until it has said its last', () => {
  const asked = { type: 'phase', phase: { code: 'waiting_model_response' }, takes: true }
  expect(read('run_status', { phase: 'starting_model' })).toEqual(asked)
  expect(read('compaction', { phase: 'end' })).toEqual(asked)
  for (const phase of ['preparing_workspace', 'preparing_context'])
    expect(read('run_status', { phase })).not.toHaveProperty('takes')
  expect(read('lifecycle', { phase: 'finishing' })).toEqual({ type: 'closing' })
})
