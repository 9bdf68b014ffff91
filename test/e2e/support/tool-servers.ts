import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** An MCP server of the ecosystem, as it stands in a configuration file. */
export const EVERYTHING = {
  command: process.execPath,
  args: [
    fileURLToPath(new URL('../../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url)),
    'stdio',
  ],
}

/** A tool server whose tool `count` writes down its calls. */
export class CountingTool implements AsyncDisposable {
  readonly #folder: string

  /** `folder`: where the calls are written down. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** With a folder of its own. */
  static async create(): Promise<CountingTool> {
    return new CountingTool(await mkdtemp(join(tmpdir(), 'holdline-e2e-')))
  }

  /** Removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** As it stands in a configuration file. */
  get config() {
    return {
      command: process.execPath,
      args: [fileURLToPath(new URL('./counting-mcp.worker.ts', import.meta.url)), this.#file],
    }
  }

  /** Lets calls that are `held` go on, now and later. */
  release(): void {
    writeFileSync(`${this.#file}.released`, '')
  }

  /** The labels of the calls that began, in order. */
  get started(): readonly string[] {
    return this.#lines('start ')
  }

  /** The labels of the calls that came to their end, in order. */
  get ended(): readonly string[] {
    return this.#lines('end ')
  }

  get #file(): string {
    return join(this.#folder, 'calls.txt')
  }

  #lines(prefix: string): readonly string[] {
    const lines = readText(this.#file).split('\n')
    return lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length))
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // No call yet.
    return ''
  }
}
