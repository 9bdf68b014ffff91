import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import { Params, type Upload } from './params.ts'

/** A request before anything is known about it. */
export interface Incoming {
  readonly method: string
  /** With the query. */
  readonly url: string
  readonly contentType: string
  readonly body: Uint8Array<ArrayBuffer>
}

/** What a request asks for. */
export type Asked =
  | { readonly kind: 'call'; readonly token: string; readonly method: string }
  | { readonly kind: 'file'; readonly token: string; readonly path: string }
  | { readonly kind: 'nothing' }

/** Reads the address. Source: botapi HttpConnection.cpp:24-44. */
export function readAddress(url: string): Asked {
  const { pathname } = new URL(url, 'http://localhost')
  const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(pathname) ?? []
  if (token !== '') return { kind: 'call', token, method }
  const [, fileToken = '', path = ''] = /^\/file\/bot([^/]+)\/(.+)$/.exec(pathname) ?? []
  return fileToken === '' ? { kind: 'nothing' } : { kind: 'file', token: fileToken, path }
}

async function readForm(contentType: string, body: Uint8Array<ArrayBuffer>): Promise<Params> {
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData()
  const values: Record<string, unknown> = {}
  const uploads = new Map<string, Upload>()
  for (const [name, value] of form) {
    if (typeof value === 'string') values[name] = value
    else uploads.set(name, { name: value.name, mime: value.type, bytes: new Uint8Array(await value.arrayBuffer()) })
  }
  return new Params(values, uploads)
}

/** Reads the parameters: the query, and the body in whichever of the three forms it comes. A broken body gives none. */
export async function readParams({ url, contentType, body }: Incoming): Promise<Params> {
  const query: JsonObject = Object.fromEntries(new URL(url, 'http://localhost').searchParams)
  if (body.length === 0) return new Params(query)
  if (contentType.startsWith('application/json')) {
    const parsed = parseJson(Buffer.from(body).toString('utf8'))
    return new Params({ ...query, ...(isJsonObject(parsed) ? parsed : {}) })
  }
  if (!contentType.startsWith('multipart/form-data') && !contentType.startsWith('application/x-www-form-urlencoded')) {
    return new Params(query)
  }
  return readForm(contentType, body).catch(() => new Params(query))
}
