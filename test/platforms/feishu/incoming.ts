import { isJsonObject, type JsonObject, parseJson } from '../telegram/json.ts'

/** A request before anything is known about it. */
export interface Incoming {
  readonly method: string
  /** With the query. */
  readonly url: string
  readonly contentType: string
  readonly authorization: string | undefined
  readonly body: Uint8Array<ArrayBuffer>
}

/** A file that came with a call. */
export interface Upload {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What came with a call. */
export interface Parameters {
  readonly query: JsonObject
  readonly body: JsonObject
  readonly uploads: ReadonlyMap<string, Upload>
}

async function readForm(contentType: string, body: Uint8Array<ArrayBuffer>) {
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData()
  const values: Record<string, unknown> = {}
  const uploads = new Map<string, Upload>()
  for (const [name, value] of form) {
    if (typeof value === 'string') values[name] = value
    else uploads.set(name, { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) })
  }
  return { body: values, uploads }
}

/** Reads the query, and the body in whichever form it comes. A broken body is an empty one. */
export async function readParameters({ url, contentType, body }: Incoming): Promise<Parameters> {
  const query: JsonObject = Object.fromEntries(new URL(url, 'http://localhost').searchParams)
  const none = { query, body: {}, uploads: new Map<string, Upload>() }
  if (body.length === 0) return none
  if (contentType.startsWith('multipart/form-data')) {
    return readForm(contentType, body).then(
      (form) => ({ query, ...form }),
      () => none,
    )
  }
  const parsed = parseJson(Buffer.from(body).toString('utf8'))
  return isJsonObject(parsed) ? { ...none, body: parsed } : none
}
