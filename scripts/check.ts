import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Where the dependency rule looks. Not into `test`: those files use `using`, which the rule's parser does not know. What
 * packages import of them is followed all the same.
 */
const SOURCES = ['shared', 'plugins', 'locales']

/** Every check of the repository, cheapest first; all run, so that one pass shows everything that is wrong. */
const CHECKS: [name: string, command: string, ...args: string[]][] = [
  ['format and lint', 'biome', 'check', '--error-on-warnings', '.'],
  ['dependency rule', 'depcruise', '--output-type', 'err-long', ...SOURCES],
  ['unused code', 'knip', '--no-config-hints'],
  ['types', 'turbo', 'run', 'typecheck', 'typecheck:root', '--continue', '--output-logs=errors-only'],
]

const env = {
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
  DO_NOT_TRACK: '1',
  TURBO_TELEMETRY_DISABLED: '1',
}

for (const [name, command, ...args] of CHECKS) {
  const started = performance.now()
  const run = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const failed = run.status !== 0
  if (failed) process.exitCode = 1
  if (failed) console.log(`${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}`.trim())
  console.log(`${failed ? 'FAILED' : 'ok'}  ${name} (${seconds} s)`)
}
