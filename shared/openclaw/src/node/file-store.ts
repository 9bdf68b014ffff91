import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder of the files in the suite's folder. */
const FOLDER = 'files'

/** Nobody guesses a name of this many random bytes: whoever knows it may read the file. */
const KEY_BYTES = 18

const KEY = /^[\w-]{24}$/

/** Files are kept so long: a chat's page links to them, and an answer may wait for its platform for a day. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000

/** What the agent sends besides words: too big for the store, so kept beside it under unguessable names. */
export class FileStore {
  readonly #folder: string

  /** `folder`: the suite's, in the host's state directory. */
  constructor(folder: string) {
    this.#folder = join(folder, FOLDER)
  }

  /** Keeps a file; resolves with its key when it is whole. */
  async write(bytes: Uint8Array): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const key = randomBytes(KEY_BYTES).toString('base64url')
    const path = join(this.#folder, key)
    await writeFile(`${path}.part`, bytes, { mode: 0o600, flush: true })
    await rename(`${path}.part`, path)
    return key
  }

  /** A file's content, or `null` where there is none. */
  async read(key: string): Promise<Uint8Array | null> {
    if (!KEY.test(key)) return null
    try {
      return await readFile(join(this.#folder, key))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    }
  }

  /** Removes what is older than anybody needs it. */
  async sweep(now: number): Promise<void> {
    const names = await readdir(this.#folder).catch(() => [])
    await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name)
        const written = await stat(path).catch(() => null)
        if (written !== null && written.mtimeMs + KEPT_MS < now) await rm(path, { force: true })
      }),
    )
  }
}
