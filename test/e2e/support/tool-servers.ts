import { readFileSync } from 'node:fs'
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
export class CountingTool {
  readonly #file: string

  /** `folder`: where the calls are written down. */
  constructor(folder: string) {
    this.#file = join(folder, 'calls.txt')
  }

  /** As it stands in a configuration file. */
  get config() {
    return {
      command: process.execPath,
      args: [fileURLToPath(new URL('./counting-mcp.worker.ts', import.meta.url)), this.#file],
    }
  }

  /** The labels of the calls that began, in order. */
  get started(): readonly string[] {
    return this.#lines('start ')
  }

  /** The labels of the calls that came to their end, in order. */
  get ended(): readonly string[] {
    return this.#lines('end ')
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
