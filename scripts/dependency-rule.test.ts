import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const CRUISER = fileURLToPath(new URL('../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', import.meta.url))
const CONFIG = fileURLToPath(new URL('../.dependency-cruiser.mjs', import.meta.url))

const PACKAGES = ['shared/bridge', 'shared/store-sqlite', 'shared/openclaw', 'shared/gateway', 'plugins/a', 'plugins/b']

/** A small tree with the layout of the repository: every package is importable as `@holdline/<folder>`. */
const INDEXES = Object.fromEntries(PACKAGES.map((path) => [`${path}/src/index.ts`, 'export const name = 1\n']))

/** Writes the tree plus the given files and returns the names of the rules that the checker reports. */
function brokenRules(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'holdline-rule-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const scope = join(root, 'node_modules/@holdline')
  mkdirSync(scope, { recursive: true })
  for (const [path, text] of Object.entries({ ...INDEXES, 'locales/index.ts': 'export {}\n', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const path of PACKAGES) {
    const name = `@holdline/${path.split('/')[1]}`
    writeFileSync(join(root, path, 'package.json'), JSON.stringify({ name, exports: { '.': './src/index.ts' } }))
    symlinkSync(join(root, path), join(root, 'node_modules', name))
  }
  cpSync(CONFIG, join(root, '.dependency-cruiser.mjs'))
  const args = [CRUISER, 'shared', 'plugins', 'locales', '--output-type', 'json']
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  const report: { summary: { violations: { rule: { name: string } }[]; totalCruised: number } } = JSON.parse(run.stdout)
  expect(report.summary.totalCruised).toBeGreaterThan(PACKAGES.length)
  return [...new Set(report.summary.violations.map((violation) => violation.rule.name))]
}

test('the allowed arrows break no rule', () => {
  const rules = brokenRules({
    'shared/gateway/src/run.ts': `import '@holdline/bridge'\nimport '@holdline/store-sqlite'\nimport '@holdline/a'\n`,
    'shared/openclaw/src/lane.ts': `import '@holdline/bridge'\nimport '@holdline/store-sqlite'\n`,
    'plugins/a/src/openclaw.ts': `import '@holdline/openclaw'\nimport './channel.ts'\n`,
    'plugins/a/src/channel.ts': `import '@holdline/bridge'\nimport 'node:http'\n`,
    'shared/store-sqlite/src/db.ts': `import 'node:sqlite'\n`,
    'shared/bridge/src/mac.ts': `import 'node:crypto'\n`,
  })
  expect(rules).toEqual([])
})

const VIOLATIONS: [rule: string, file: string, source: string][] = [
  ['bridge-imports-no-package', 'shared/bridge/src/x.ts', `import '@holdline/store-sqlite'`],
  ['bridge-imports-no-package', 'shared/bridge/src/x.ts', `import type { name } from '@holdline/gateway'`],
  ['bridge-gets-wording-injected', 'shared/bridge/src/x.ts', `import '../../../locales/index.ts'`],
  ['bridge-does-no-io', 'shared/bridge/src/x.ts', `import { readFile } from 'node:fs/promises'`],
  ['bridge-does-no-io', 'shared/bridge/src/x.ts', `export const x = () => import('node:child_process')`],
  ['bridge-does-no-io', 'shared/bridge/src/x.ts', `import 'node:timers/promises'`],
  ['stores-import-only-the-bridge', 'shared/store-sqlite/src/x.ts', `import '@holdline/gateway'`],
  ['openclaw-imports-bridge-and-sqlite', 'shared/openclaw/src/x.ts', `import '@holdline/a'`],
  ['gateway-imports-stores-and-plugins', 'shared/gateway/src/x.ts', `import '@holdline/openclaw'`],
  ['plugins-import-only-the-bridge', 'plugins/a/src/x.ts', `import '@holdline/b'`],
  ['plugins-import-only-the-bridge', 'plugins/a/src/x.ts', `import '@holdline/openclaw'`],
  ['plugins-import-only-the-bridge', 'plugins/a/src/x.ts', `import '../../../shared/store-sqlite/src/index.ts'`],
  ['plugin-tests-import-only-the-bridge-and-platforms', 'plugins/a/src/x.test.ts', `import '@holdline/b'`],
  ['plugin-openclaw-entries-import-openclaw', 'plugins/a/src/openclaw.ts', `import '@holdline/gateway'`],
  ['locales-import-no-package', 'locales/x.ts', `import '@holdline/bridge'`],
  ['only-the-index-from-outside', 'shared/gateway/src/x.ts', `import '../../bridge/src/inner.ts'`],
  ['page-runs-in-a-browser', 'plugins/a/page/x.ts', `import 'node:fs'`],
  ['sqlite-stays-in-its-store', 'plugins/a/src/x.ts', `import 'node:sqlite'`],
  ['resolvable', 'plugins/a/src/x.ts', `import './missing.ts'`],
  ['no-circular', 'plugins/a/src/x.ts', `import type { name } from './y.ts'`],
]

test.each(VIOLATIONS)('%s: %s with %s is reported', (rule, file, source) => {
  const rules = brokenRules({
    'plugins/a/src/y.ts': `import './x.ts'\nexport const name = 1\n`,
    'shared/bridge/src/inner.ts': 'export {}\n',
    'plugins/a/src/x.ts': 'export {}\n',
    [file]: `${source}\n`,
  })
  expect(rules).toContain(rule)
})
