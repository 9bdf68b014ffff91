import { isJsonObject, type JsonObject } from '../kit/json.ts'
import type { ErrorObject } from './wire.ts'

// Small words that the rule files share: how the API phrases its refusals, and how to walk unknown JSON.

/** A refusal: the HTTP status and the error that goes into the body. */
export interface Refusal {
  readonly status: number
  readonly error: ErrorObject
}

/** The error object of a request that breaks a rule. */
export function invalid(message: string, param: string | null = null, code: string | null = null): ErrorObject {
  return { message, type: 'invalid_request_error', param, code }
}

/** A value of the wrong JSON type. */
export function wrongType(where: string, expected: string, value: unknown): ErrorObject {
  return invalid(
    `Invalid type for '${where}': expected ${expected}, but got ${nameOf(value)} instead.`,
    where,
    'invalid_type',
  )
}

/** A value outside a closed set. */
export function notOneOf(where: string, value: unknown, supported: readonly string[]): ErrorObject {
  const list = supported.map((name) => `'${name}'`).join(', ')
  return invalid(`Invalid value: '${String(value)}'. Supported values are: ${list}.`, where, 'invalid_value')
}

/** A required field that is not there. */
export function missing(where: string): ErrorObject {
  return invalid(`Missing required parameter: '${where}'.`, where, 'missing_required_parameter')
}

/** An array that must have items and has none. */
export function emptyArray(where: string): ErrorObject {
  const rule = 'Expected an array with minimum length 1, but got an empty array instead.'
  return invalid(`Invalid '${where}': empty array. ${rule}`, where, 'empty_array')
}

/** What a JSON value is, in words. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** The first error that one of the items gives. */
export function first<T>(
  items: readonly T[],
  check: (item: T, index: number) => ErrorObject | undefined,
): ErrorObject | undefined {
  for (const [index, item] of items.entries()) {
    const error = check(item, index)
    if (error) return error
  }
  return undefined
}

/** The objects in a value that may be an array of them. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

// Source: FunctionDefinition.name of the official `openai` 6.49 types.
const FUNCTION_NAME = /^[a-zA-Z0-9_-]{1,64}$/

/** The rule for the name of a function, wherever one stands. */
export function checkName(name: unknown, where: string): ErrorObject | undefined {
  if (typeof name !== 'string') return missing(where)
  if (FUNCTION_NAME.test(name)) return undefined
  const rule = "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
  return invalid(`Invalid '${where}': string does not match pattern. ${rule}`, where, 'invalid_value')
}
