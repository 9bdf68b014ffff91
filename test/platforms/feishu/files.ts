import { newId } from './identity.ts'

/** A picture or a file that the platform keeps. */
export interface StoredFile {
  readonly key: string
  readonly kind: 'image' | 'file'
  readonly name: string | undefined
  readonly bytes: Uint8Array
  /** What the platform says; a big file need not really be big. */
  readonly size: number
  /** The app that uploaded it; nobody, for what a person sent. */
  readonly owner: string | undefined
}

/** The pictures and files that people and bots have sent. */
export class FileStore {
  readonly #files = new Map<string, StoredFile>()

  /** Keeps one. */
  add(file: Omit<StoredFile, 'key' | 'size'> & { readonly size?: number | undefined }): StoredFile {
    const key = newId(file.kind === 'image' ? 'img_v3_' : 'file_v3_', this.#files.size)
    const stored = { ...file, key, size: file.size ?? file.bytes.length }
    this.#files.set(key, stored)
    return stored
  }

  get(key: string): StoredFile | undefined {
    return this.#files.get(key)
  }
}
