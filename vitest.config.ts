import { existsSync, readdirSync } from 'node:fs'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

// Starting a gateway, a browser or a killed process again takes seconds on a small machine.
const E2E_TIMEOUT_MS = 120_000

// Property tests take a second; a machine that is busy with everything else takes ten times as long.
const TEST_TIMEOUT_MS = 30_000

// Vitest gives up a poll after one second, which a busy machine takes for one turn of its event loop. A poll that holds
// costs nothing however long it may take; one that never holds should say so before the test's own time is up.
const POLL = { timeout: 20_000, interval: 20 }

const NODE_MAJOR = 24
if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR) {
  throw new Error(`the tests need Node ${NODE_MAJOR}, this is ${process.version}: use 'npm test' or 'npx vitest run'`)
}

const NOT_TESTS = ['**/node_modules/**', '**/dist/**', '**/.stryker-tmp/**']

const ONE_AT_A_TIME = {
  testTimeout: E2E_TIMEOUT_MS,
  hookTimeout: E2E_TIMEOUT_MS,
  maxWorkers: 1,
  fileParallelism: false,
} satisfies TestProjectInlineConfiguration['test']

/** Test files of one folder, as one project; benchmarks are measured on their own, never with the tests. */
function project(name: string, folder: string, test: TestProjectInlineConfiguration['test'] = {}) {
  return {
    test: {
      name,
      root: folder,
      include: ['**/*.test.{ts,tsx}'],
      exclude: NOT_TESTS,
      benchmark: { include: [] },
      testTimeout: TEST_TIMEOUT_MS,
      expect: { poll: POLL },
      sequence: { groupOrder: 0 },
      ...test,
    },
  } satisfies TestProjectInlineConfiguration
}

/** The packages below a folder, such as `shared`, each a project named after it. */
function packagesIn(parent: string) {
  return readdirSync(new URL(parent, import.meta.url))
    .filter((name) => existsSync(new URL(`${parent}/${name}/package.json`, import.meta.url)))
    .map((name) => project(name, `./${parent}/${name}`))
}

/** The tests in one folder of `test`, as one project. */
function testsIn(folder: string, test: TestProjectInlineConfiguration['test'] = {}) {
  return project(folder, './test', { include: [`${folder}/**/*.test.ts`], ...test })
}

/** The same in the real OpenClaw gateway, which `npm run setup:openclaw` installs; without it these are named skips. */
function openclawHost() {
  return project('openclaw-host', './test', {
    ...ONE_AT_A_TIME,
    // Each of the host's own commands takes seconds, and a start ten.
    testTimeout: 2 * E2E_TIMEOUT_MS,
    hookTimeout: 2 * E2E_TIMEOUT_MS,
    include: ['e2e/openclaw/**/*.test.ts'],
    sequence: { groupOrder: 2 },
  })
}

export default defineConfig({
  test: {
    reporters: ['default', './scripts/summary-reporter.ts'],
    projects: [
      ...packagesIn('shared'),
      ...packagesIn('plugins'),
      project('locales', './locales'),
      project('tooling', './scripts'),
      testsIn('platforms'),
      testsIn('contracts'),
      testsIn('simulation'),
      // After all others, one file at a time: these measure latencies of whole processes.
      testsIn('e2e', { ...ONE_AT_A_TIME, exclude: [...NOT_TESTS, 'e2e/openclaw/**'], sequence: { groupOrder: 1 } }),
      openclawHost(),
    ],
  },
})
