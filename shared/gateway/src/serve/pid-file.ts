import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The file that names the gateway's process, for scripts that signal it. */
export function pidFile(stateDir: string): string {
  return join(stateDir, 'holdline.pid')
}

/** Writes this process's id. Returns how to take it away again, unless another gateway has put its own there. */
export function writePidFile(stateDir: string): () => void {
  const file = pidFile(stateDir)
  writeFileSync(file, `${process.pid}\n`, { mode: 0o600 })
  return () => {
    if (readPid(stateDir) === process.pid) rmSync(file, { force: true })
  }
}

/** The process id in the pid file, or `null`. */
export function readPid(stateDir: string): number | null {
  try {
    const pid = Number(readFileSync(pidFile(stateDir), 'utf8').trim())
    return Number.isInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}
