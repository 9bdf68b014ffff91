import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const VITEST = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
const REPORTER = fileURLToPath(new URL('./summary-reporter.ts', import.meta.url))
// A nested vitest takes a second or two, ten times that on a busy machine.
const NESTED_RUN_MS = 30_000

function runSuite(source: string, env: { CI: string }) {
  const root = mkdtempSync(join(tmpdir(), 'holdline-reporter-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  writeFileSync(join(root, 'suite.test.js'), source)
  const args = [VITEST, 'run', '--globals', '--root', root, '--reporter', REPORTER]
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } })
  return { code: run.status, lines: run.stdout.trim().split('\n') }
}

test('a green run ends with the counts and exits 0', { timeout: NESTED_RUN_MS }, () => {
  const run = runSuite(`test('a', () => {})`, { CI: '' })
  expect(run.lines.at(-1)).toBe('1 passed, 0 failed')
  expect(run.code).toBe(0)
})

test('the time of each suite is printed', { timeout: NESTED_RUN_MS }, () => {
  const { lines } = runSuite(`test('a', () => {})`, { CI: '' })
  expect(lines).toContainEqual(expect.stringMatching(/^time: all \d+ s$/))
})

test('a skipped test is named with its reason', { timeout: NESTED_RUN_MS }, () => {
  const run = runSuite(`test('a', () => {}); test('b', (context) => context.skip('no Chromium'))`, { CI: '' })
  expect(run.lines).toContainEqual(expect.stringContaining('> b (no Chromium)'))
  expect(run.lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped')
  expect(run.code).toBe(0)
})

test('with CI set a skipped test fails the run', { timeout: NESTED_RUN_MS }, () => {
  const run = runSuite(`test('a', () => {}); test.skip('b', () => {})`, { CI: 'true' })
  expect(run.lines.at(-1)).toBe('1 passed, 1 failed')
  expect(run.code).toBe(1)
})

test('a file that does not load counts as a failure', { timeout: NESTED_RUN_MS }, () => {
  const run = runSuite(`throw new Error('broken')`, { CI: '' })
  expect(run.lines.at(-1)).toBe('0 passed, 1 failed')
  expect(run.code).toBe(1)
})
