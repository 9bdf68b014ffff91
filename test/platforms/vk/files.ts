/** A file on the platform. */
export interface StoredFile {
  readonly kind: 'photo' | 'doc' | 'audio_message'
  readonly id: number
  /** Who put it there: a person, or a community as a negative id. */
  readonly ownerId: number
  readonly accessKey: string
  readonly name: string
  readonly mime: string
  readonly bytes: Uint8Array
}

/** The files that people and bots have sent, and the uploads that are under way. */
export class FileStore {
  readonly #files: StoredFile[] = []

  /** Keeps a file. */
  add(file: Omit<StoredFile, 'id' | 'accessKey'>): StoredFile {
    const id = 457_239_000 + this.#files.length
    const stored = { ...file, id, accessKey: `k${id.toString(36)}` }
    this.#files.push(stored)
    return stored
  }

  /** By what an attachment is named with: `doc-1_2_key`. */
  byReference(reference: string): StoredFile | undefined {
    return this.#files.find((file) => {
      const name = referenceOf(file)
      return reference === name || reference === `${name}_${file.accessKey}`
    })
  }

  /** By where it is downloaded from, below `/files/`. */
  byPath(path: string): StoredFile | undefined {
    return this.#files.find((file) => pathOf(file) === path)
  }
}

/** What an attachment is named with, without its key. An audio message is a document in this. */
export function referenceOf({ kind, ownerId, id }: StoredFile): string {
  return `${kind === 'photo' ? 'photo' : 'doc'}${ownerId}_${id}`
}

/** Where a file is downloaded from, below `/files/`. */
export function pathOf({ id, accessKey, name }: StoredFile): string {
  return `${id}/${accessKey}/${encodeURIComponent(name)}`
}
