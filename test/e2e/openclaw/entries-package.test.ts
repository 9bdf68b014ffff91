import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { onHost } from './support/on-host.ts'

const run = promisify(execFile)

const PLUGINS = fileURLToPath(new URL('../../../plugins', import.meta.url))

/** What the host reads at every start and for many of its commands: more would be felt. */
const MAX_BYTES = 3_000_000

/** Ten times what the largest takes on an idle machine. */
const MAX_LOAD_MS = 5_000

const LOAD =
  'const t = performance.now(); const m = await import(process.argv[1]); console.log(performance.now() - t, m.default.id)'

onHost('what is packed', () => {
  const packages = readdirSync(PLUGINS)
    .map((name) => join(PLUGINS, name, 'dist/package'))
    .filter((folder) => existsSync(folder))

  test('every plugin is one bundle without dependencies, with the notices of what is in it', () => {
    expect(packages.length).toBeGreaterThanOrEqual(2)
    for (const folder of packages) {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      expect(manifest).not.toHaveProperty('dependencies')
      expect(manifest.openclaw).toMatchObject({ extensions: ['./dist/openclaw.js'], setupEntry: './dist/setup.js' })
      expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['openclaw.js', 'secret-contract-api.js', 'setup.js'])
      expect(statSync(join(folder, 'dist/openclaw.js')).size, folder).toBeLessThan(MAX_BYTES)
      expect(readFileSync(join(folder, 'THIRD_PARTY_NOTICES.txt'), 'utf8')).toContain('zod ')
      expect(existsSync(join(folder, 'LICENSE'))).toBe(true)
    }
  })

  test('every plugin loads within its time', async () => {
    for (const folder of packages) {
      const path = join(folder, 'dist/openclaw.js')
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', LOAD, path])
      const [ms = '', id = ''] = stdout.trim().split(' ')
      process.stdout.write(`load time: ${id} ${Number(ms).toFixed(0)} ms, ${statSync(path).size} bytes\n`)
      expect(Number(ms), id).toBeLessThan(MAX_LOAD_MS)
    }
  })
})
