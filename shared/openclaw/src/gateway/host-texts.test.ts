import { expect, test } from 'vitest'
import { readHostText } from './host-texts.ts'

const FAILURES = [
  ['⚠️ The model request was rate-limited. Please try again in a few minutes.', 'rate_limit_exhausted'],
  ['⚠️ fake/fake-1 request failed (provider internal error, HTTP 500). This is usually temporary.', 'provider_error'],
  ['LLM request timed out.', 'provider_timeout'],
  ['Request timed out before a response was generated. Please try again, or increase', 'provider_timeout'],
  ['⚠️ Auto-compaction could not recover this turn. Please try again, use /compact, or use /new', 'context_overflow'],
  ['⚠️ Missing API key for the selected provider on the gateway.', 'authentication'],
  ["⚠️ OpenClaw couldn't produce or deliver a reply. Please try again.", 'unknown'],
  ['⚠️ This turn was interrupted because it stopped making progress. Please try again.', 'lane_timeout'],
] as const

test.for(FAILURES)('%s is %s', ([text, code]) => {
  expect(readHostText(text, true)).toEqual({ type: 'failure', code })
  expect(readHostText(text, false)).toEqual({ type: 'failure', code })
})

test('a tool that failed is named', () => {
  expect(readHostText('⚠️ Exec failed', true)).toEqual({ type: 'failure', code: 'tool_failed', detail: 'Exec' })
  expect(readHostText('⚠️ 🛠️ Web search failed: 403', true)).toMatchObject({ code: 'tool_failed', detail: 'Web search' })
})

test('what our own notices say already is left out', () => {
  for (const text of [
    '⚙️ Agent was aborted.',
    '✅ New session started.',
    '✅ Approval allow-once submitted for 3f2a.',
    "I'm continuing your interrupted request now (…)",
  ])
    expect(readHostText(text, false), text).toEqual({ type: 'told' })
})

test('an agent may talk about failures', () => {
  expect(readHostText('Your request was rate-limited because the quota is 5 a minute.', false)).toBeNull()
  expect(readHostText('The tool failed (HTTP 500), so I used another.', false)).toBeNull()
})

test('a failure that nobody knows is still a failure', () => {
  expect(readHostText('⚠️ A text of a later version.', true)).toEqual({ type: 'failure', code: 'unknown' })
  expect(readHostText('⚠️ Mind the gap.', false)).toBeNull()
})
