import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** A process of its own that runs one of this folder's programs. */
export interface Child {
  /** Its output, line by line. */
  readonly lines: AsyncIterable<string>
  kill(signal: NodeJS.Signals): void
  /** Resolves with its exit code, or `null` when a signal ended it, once all output has been read. */
  readonly ended: Promise<number | null>
}

/** Starts a program; `limit` goes before it in a shell, for `ulimit`. */
export function startChild(program: string, args: readonly string[], limit = ''): Child {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const command = [process.execPath, path, ...args].map((word) => `'${word}'`).join(' ')
  const child: ChildProcess = spawn('sh', ['-c', `${limit}\nexec ${command}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  if (child.stdout === null) throw new Error('the child has no output')
  return {
    lines: createInterface(child.stdout),
    kill: (signal) => void child.kill(signal),
    ended: once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null)),
  }
}
