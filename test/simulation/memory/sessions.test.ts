import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { HeapReport } from './heap-report.ts'

const SESSIONS = 50_000

/** A minute on a small machine; ten times that on one that is busy with everything else. */
const TIMEOUT_MS = 600_000

/** The promise to the operator: what a busy session costs. */
const MOST_BYTES_PER_BUSY_SESSION = 4_096

/** Less than an entry of a map and its key: nothing is kept of a session that is over. */
const MOST_BYTES_LEFT_PER_SESSION = 64

test(`${SESSIONS} sessions cost little while they work, and nothing when they are over`, {
  timeout: TIMEOUT_MS,
}, async ({ annotate }) => {
  const worker = new URL('sessions.worker.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', worker, String(SESSIONS)])
  const { before, busy, after }: HeapReport = JSON.parse(stdout)
  const perBusy = (busy.bytes - before.bytes) / SESSIONS
  const perOver = (after.bytes - before.bytes) / SESSIONS
  await annotate(`${Math.round(perBusy)} bytes a busy session, ${Math.round(perOver)} bytes one that is over`)
  expect(busy.signals).toBe(SESSIONS)
  expect(perBusy).toBeLessThanOrEqual(MOST_BYTES_PER_BUSY_SESSION)
  expect(perOver).toBeLessThanOrEqual(MOST_BYTES_LEFT_PER_SESSION)
  const { bytes: _before, ...counted } = before
  const { bytes: _after, ...left } = after
  expect(left).toEqual(counted)
})
