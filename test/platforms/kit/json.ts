/** A JSON object of which nothing is known yet. */
export type JsonObject = { readonly [key: string]: unknown }

/** Tells a JSON object from the other things that JSON can be. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Parses text as JSON; `undefined` (which no JSON text means) when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
