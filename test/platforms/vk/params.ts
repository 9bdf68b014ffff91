import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'

/** The parameters of a call: texts all, whatever they mean. */
export class Params {
  /** As they came, for the record; without the token. */
  readonly values: Readonly<Record<string, string>>

  constructor(values: Readonly<Record<string, string>>) {
    this.values = values
  }

  /** Whether there is one; an empty text counts as none. */
  has(name: string): boolean {
    return this.text(name) !== ''
  }

  /** A text; empty when there is none. */
  text(name: string): string {
    return this.values[name] ?? ''
  }

  /** A whole number; 0 when there is none. */
  integer(name: string): number {
    const value = Number(this.text(name))
    return Number.isSafeInteger(value) ? value : 0
  }

  /** Whether something is switched on. */
  flag(name: string): boolean {
    return ['1', 'true'].includes(this.text(name))
  }

  /** The whole numbers of a list that is separated by commas. */
  integers(name: string): readonly number[] {
    return this.list(name).map(Number)
  }

  /** The items of a list that is separated by commas. */
  list(name: string): readonly string[] {
    return this.has(name) ? this.text(name).split(',') : []
  }

  /** An object, or `undefined` when it is none. */
  object(name: string): JsonObject | undefined {
    const value = parseJson(this.text(name))
    return isJsonObject(value) ? value : undefined
  }
}
