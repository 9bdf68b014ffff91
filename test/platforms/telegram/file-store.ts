/** A file on the platform. */
export interface StoredFile {
  /** What a bot asks for it with. */
  readonly id: string
  readonly uniqueId: string
  /** Where it is downloaded from, below `/file/bot<token>/`. */
  readonly path: string
  readonly name: string | undefined
  readonly mime: string | undefined
  /** What the platform says; a big file need not really be big. */
  readonly size: number
  readonly bytes: Uint8Array
}

/** What is known of a file before the platform has it. */
export interface NewFile {
  readonly folder: string
  readonly bytes: Uint8Array
  readonly name?: string | undefined
  readonly mime?: string | undefined
  readonly size?: number | undefined
}

/** The files that people and bots have sent. */
export class FileStore {
  readonly #files: StoredFile[] = []

  /** Keeps a file. */
  add({ folder, bytes, name, mime, size = bytes.length }: NewFile): StoredFile {
    const number = this.#files.length + 1
    const extension = /\.\w+$/.exec(name ?? '')?.[0] ?? ''
    const file = {
      id: `BQACAgIAAxkBAAIB${folder}${number}`,
      uniqueId: `AgAD${folder}${number}`,
      path: `${folder}/file_${number}${extension}`,
      name,
      mime,
      size,
      bytes,
    }
    this.#files.push(file)
    return file
  }

  /** By what a bot knows. */
  byId(id: string): StoredFile | undefined {
    return this.#files.find((file) => file.id === id)
  }

  /** By where it is downloaded from. */
  byPath(path: string): StoredFile | undefined {
    return this.#files.find((file) => file.path === path)
  }
}
