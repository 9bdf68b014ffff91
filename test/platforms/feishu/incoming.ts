import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'

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

const BOUNDARY = /boundary="?([^";]+)"?/
const NAME = /[; ]name="([^"]*)"/i
const FILE_NAME = /filename="([^"]*)"/i
/** The fields that hold bytes: the SDK sends a `Buffer` without a file name, and the platform takes it. */
const BYTES = ['image', 'file']
const HEAD_END = '\r\n\r\n'
const LINE_END = '\r\n'

/** Reads a form, byte for byte. */
function readForm(contentType: string, body: Uint8Array): Pick<Parameters, 'body' | 'uploads'> {
  const values: Record<string, unknown> = {}
  const uploads = new Map<string, Upload>()
  const [, boundary] = BOUNDARY.exec(contentType) ?? []
  // One character for each byte, so that positions in the text are positions in the body.
  const parts = boundary === undefined ? [] : Buffer.from(body).toString('latin1').split(`--${boundary}`)
  for (const part of parts) {
    const end = part.indexOf(HEAD_END)
    const [, name] = NAME.exec(part.slice(0, end)) ?? []
    if (end < 0 || name === undefined) continue
    const [, fileName] = FILE_NAME.exec(part.slice(0, end)) ?? []
    const bytes = Buffer.from(part.slice(end + HEAD_END.length, -LINE_END.length), 'latin1')
    if (fileName !== undefined || BYTES.includes(name)) uploads.set(name, { name: fileName ?? '', bytes })
    else values[name] = bytes.toString('utf8')
  }
  return { body: values, uploads }
}

/** Reads the query, and the body in whichever form it comes. A broken body is an empty one. */
export function readParameters({ url, contentType, body }: Incoming): Parameters {
  const query: JsonObject = Object.fromEntries(new URL(url, 'http://localhost').searchParams)
  const none = { query, body: {}, uploads: new Map<string, Upload>() }
  if (body.length === 0) return none
  if (contentType.startsWith('multipart/form-data')) return { query, ...readForm(contentType, body) }
  const parsed = parseJson(Buffer.from(body).toString('utf8'))
  return isJsonObject(parsed) ? { ...none, body: parsed } : none
}
