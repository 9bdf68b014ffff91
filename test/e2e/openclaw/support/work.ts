import { writeFile } from 'node:fs/promises'

/**
 * Work of the agent that takes until the test ends it: a command that waits for a file. However slow the machine is, what
 * the test does meanwhile meets a busy session; and no test waits for nothing.
 */
export class Work {
  /** What a message says to have the agent do it. */
  readonly call: string
  readonly #file: string

  /** `file`: in a folder that is removed in the end, which ends the work as well. */
  constructor(folder: string, name: string) {
    this.#file = `${folder}/${name}.end`
    const command = `while [ -d ${folder} ] && [ ! -e ${this.#file} ]; do sleep 0.1; done`
    this.call = `{{tool:exec ${JSON.stringify({ command, yieldMs: HOLD_MS })}}}`
  }

  /** Lets the work end. */
  async end(): Promise<void> {
    await writeFile(this.#file, '')
  }
}

/** The host waits so long for a command before it goes on without its result. */
const HOLD_MS = 120_000
