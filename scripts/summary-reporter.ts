import type { Reporter, TestCase, TestModule } from 'vitest/node'

/**
 * Ends a run with one plain line, `N passed, N failed`, plus `, N skipped` when there are any, and names every skipped
 * test with its reason. With `CI` set a skip is a failure: there, everything that a test needs can be installed.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    const skipped = tests.filter((test) => test.result().state === 'skipped')
    const skipsFail = Boolean(process.env.CI)
    // A file that cannot be loaded, or an error outside any test, has no test to carry it.
    const outside = modules.filter((module) => module.errors().length > 0).length + errors.length
    const failed = count('failed') + outside + (skipsFail ? skipped.length : 0)

    console.log(`time: ${timesOf(modules)}`)
    for (const test of skipped) console.log(`skipped: ${test.project.name} > ${test.fullName}${reasonOf(test)}`)
    if (skipsFail && skipped.length > 0) console.log('CI is set, so the skipped tests count as failures')
    if (failed > 0) process.exitCode = 1
    const skippedPart = !skipsFail && skipped.length > 0 ? `, ${skipped.length} skipped` : ''
    console.log(`${count('passed')} passed, ${failed} failed${skippedPart}`)
  }
}

/** How long the tests of each project took, the longest first: what has to stay within the budget of CI. */
function timesOf(modules: readonly TestModule[]): string {
  const seconds = new Map<string, number>()
  for (const module of modules)
    seconds.set(module.project.name, (seconds.get(module.project.name) ?? 0) + module.diagnostic().duration / 1000)
  return [...seconds]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, time]) => `${name || 'all'} ${time.toFixed(0)} s`)
    .join(', ')
}

function reasonOf(test: TestCase): string {
  const result = test.result()
  return result.state === 'skipped' && result.note ? ` (${result.note})` : ''
}
