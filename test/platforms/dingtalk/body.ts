import { isJsonObject, type JsonObject } from '../kit/json.ts'
import { badRequest } from './refusal.ts'

/** The fields of a request, read strictly: what is missing or of the wrong kind is the API's 400. */
export class Body {
  readonly values: JsonObject
  readonly #where: string

  /** `where`: the name of the object, for errors. */
  constructor(values: JsonObject, where = '') {
    this.values = values
    this.#where = where
  }

  /** A text that has to be there. */
  text(name: string): string {
    const value = this.values[name]
    if (typeof value === 'string' && value !== '') return value
    throw badRequest('body.field', `${this.#where}${name} is required`)
  }

  /** A text that may be missing. */
  optional(name: string): string | undefined {
    return this.values[name] === undefined ? undefined : this.text(name)
  }

  /** A truth value; missing is false. */
  flag(name: string): boolean {
    const value = this.values[name]
    if (value === undefined || typeof value === 'boolean') return value ?? false
    throw badRequest('body.field', `${this.#where}${name} must be true or false`)
  }

  /** A list of texts; missing is empty. */
  texts(name: string): string[] {
    const value: unknown = this.values[name] ?? []
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value
    throw badRequest('body.field', `${this.#where}${name} must be a list of texts`)
  }

  /** A list of objects; missing is empty. */
  objects(name: string): Body[] {
    const value: unknown = this.values[name] ?? []
    if (!Array.isArray(value) || !value.every(isJsonObject))
      throw badRequest('body.field', `${this.#where}${name} must be a list of objects`)
    return value.map((one) => new Body(one, `${this.#where}${name}.`))
  }

  /** An object that has to be there. */
  object(name: string): Body {
    const value = this.values[name]
    if (!isJsonObject(value)) throw badRequest('body.field', `${this.#where}${name} is required`)
    return new Body(value, `${this.#where}${name}.`)
  }

  /** Whether a field is there. */
  has(name: string): boolean {
    return this.values[name] !== undefined
  }

  /** Refuses fields that the API does not have. */
  only(...names: readonly string[]): this {
    const unknown = Object.keys(this.values).filter((name) => !names.includes(name))
    if (unknown.length > 0) throw badRequest('body.field', `${this.#where}${unknown.join(', ')} is not a field`)
    return this
  }
}
