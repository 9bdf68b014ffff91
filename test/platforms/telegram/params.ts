import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'

/** A file that came with a multipart request. */
export interface Upload {
  readonly name: string
  readonly mime: string
  readonly bytes: Uint8Array
}

/**
 * The parameters of a call, which may have come as a query, a form or JSON: a number may be a text of digits, an object
 * a text of JSON. The API reads them alike, and so does this.
 */
export class Params {
  readonly #values: JsonObject
  readonly #uploads: ReadonlyMap<string, Upload>

  constructor(values: JsonObject, uploads: ReadonlyMap<string, Upload> = new Map()) {
    this.#values = values
    this.#uploads = uploads
  }

  /** As they came, for the record. */
  get values(): JsonObject {
    return this.#values
  }

  /** The names of the files that came with it, for the record. */
  get files(): readonly string[] {
    return [...this.#uploads.values()].map(({ name }) => name)
  }

  /** Whether there is anything but null. */
  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null
  }

  /** A text; empty when there is none. */
  text(name: string): string {
    const value = this.#values[name]
    if (typeof value === 'string') return value
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  }

  /** A whole number; 0 when there is none, as the API reads it. */
  integer(name: string): number {
    const value = Number(this.text(name))
    return Number.isSafeInteger(value) ? value : 0
  }

  /** Whether something is switched on. */
  flag(name: string): boolean {
    return ['true', '1', 'yes'].includes(this.text(name).toLowerCase())
  }

  /** A value that is more than a text. */
  json(name: string): unknown {
    const value = this.#values[name]
    return typeof value === 'string' ? parseJson(value) : value
  }

  /** An object, or `undefined` when there is none. */
  object(name: string): JsonObject | undefined {
    const value = this.json(name)
    return isJsonObject(value) ? value : undefined
  }

  /** The file of a parameter: uploaded under its name, or attached under the name that it gives. */
  upload(name: string): Upload | undefined {
    const [, attached] = /^attach:\/\/(.+)$/.exec(this.text(name)) ?? []
    return this.#uploads.get(attached ?? name)
  }
}
