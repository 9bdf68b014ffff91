import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { Watch } from './watch.ts'

/** A command of a fake platform that runs. */
export interface RunningCli {
  readonly child: ChildProcessWithoutNullStreams
  /** Its first line, which says where the platform is. */
  readonly ready: Promise<string>
  /** Its exit code and signal, once everything that it wrote has been read. */
  readonly ended: Promise<readonly [number | null, string | null]>
  /** What it has written to the standard error so far. */
  stderr(): string
  /** Waits for a line on the standard error that has this in it. */
  says(part: string): Promise<void>
}

/** Runs the `cli.ts` beside a test as a process of its own, until the end of the test. */
export function runCli(testUrl: string, ...args: string[]): RunningCli {
  const child = spawn(process.execPath, [fileURLToPath(new URL('cli.ts', testUrl)), ...args], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const watch = new Watch()
  createInterface(child.stderr).on('line', (line) => {
    lines.push(line)
    watch.changed()
  })
  const stderr = () => lines.join('\n')
  const ready = once(createInterface(child.stdout), 'line').then(([line]) => String(line))
  // `exit` may come before the last lines have been read, `close` does not.
  const ended = once(child, 'close').then(([code, signal]) => [code, signal] as const)
  return {
    child,
    ready,
    ended,
    stderr,
    says: async (part) => void (await watch.until(() => stderr().includes(part), stderr)),
  }
}
