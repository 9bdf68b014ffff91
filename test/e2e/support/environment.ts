import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a program gets besides what a test sets: nothing of Holdline's or of a model's from the developer's shell. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'LANG'] as const

// Halves the time of a start, of which the tests make very many.
const COMPILED = join(tmpdir(), 'holdline-e2e-compiled')

/** The environment of a child process. */
export function environment(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const usual = PASSED_ON.map((name) => [name, process.env[name]] as const).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(usual), NODE_COMPILE_CACHE: COMPILED, ...own }
}
