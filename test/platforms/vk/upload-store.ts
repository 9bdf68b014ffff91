import type { Upload } from './incoming.ts'

/** What is uploaded: it decides which field the file is expected in, and how it is saved. */
export type UploadKind = 'photo' | 'doc' | 'audio_message'

/** A file that was uploaded and not saved yet. */
export interface Uploaded {
  readonly kind: UploadKind
  readonly upload: Upload
}

/** The uploads that are under way: an address is given out, a file comes, and what was answered to it is saved. */
export class UploadStore {
  readonly #tickets = new Map<string, UploadKind>()
  readonly #uploaded = new Map<string, Uploaded>()

  /** The last part of a new upload address. */
  open(kind: UploadKind): string {
    const ticket = `c${538_000 + this.#tickets.size}`
    this.#tickets.set(ticket, kind)
    return ticket
  }

  /** What an address is for; `undefined` when it was never given out. */
  kindOf(ticket: string): UploadKind | undefined {
    return this.#tickets.get(ticket)
  }

  /** Keeps a file. Returns the text by which it is saved. */
  keep(uploaded: Uploaded): string {
    const text = JSON.stringify([{ photo: `upload${this.#uploaded.size + 1}:x`, sizes: [] }])
    this.#uploaded.set(text, uploaded)
    return text
  }

  /** Takes a file out, to be saved. */
  take(text: string): Uploaded | undefined {
    const uploaded = this.#uploaded.get(text)
    this.#uploaded.delete(text)
    return uploaded
  }
}
