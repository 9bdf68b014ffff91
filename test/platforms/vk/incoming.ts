/** A request before anything is known about it. */
export interface Incoming {
  readonly method: string
  /** With the query. */
  readonly url: string
  readonly contentType: string
  /** The `Authorization` header; empty when there is none. */
  readonly authorization: string
  readonly body: Uint8Array<ArrayBuffer>
}

/** What a request asks for. */
export type Asked =
  | { readonly kind: 'call'; readonly method: string }
  | { readonly kind: 'poll'; readonly community: number }
  | { readonly kind: 'upload'; readonly ticket: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'nothing' }

/** A file that came with a multipart request. */
export interface Upload {
  readonly field: string
  readonly name: string
  readonly mime: string
  readonly bytes: Uint8Array
}

/** Reads the address: `/method/<name>`, and what VK hands out addresses of (long poll, uploads, files). */
export function readAddress(url: string): Asked {
  const { pathname } = new URL(url, 'http://localhost')
  const [, kind = '', rest = ''] = /^\/(method|whp|upload|files)\/(.+)$/.exec(pathname) ?? []
  if (kind === 'method') return { kind: 'call', method: rest }
  if (kind === 'whp') return { kind: 'poll', community: Number(rest) }
  if (kind === 'upload') return { kind: 'upload', ticket: rest }
  return kind === 'files' ? { kind: 'file', path: rest } : { kind: 'nothing' }
}

async function readForm({ contentType, body }: Incoming): Promise<FormData> {
  if (body.length === 0 || !/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(contentType)) {
    return new FormData()
  }
  const response = new Response(body, { headers: { 'content-type': contentType } })
  return response.formData().catch(() => new FormData())
}

/** Reads the parameters, from the query and from a form. A broken body gives none. */
export async function readValues(incoming: Incoming): Promise<Record<string, string>> {
  const values = Object.fromEntries(new URL(incoming.url, 'http://localhost').searchParams)
  for (const [name, value] of await readForm(incoming)) if (typeof value === 'string') values[name] = value
  return values
}

/** Reads the files of a multipart request. */
export async function readUploads(incoming: Incoming): Promise<readonly Upload[]> {
  const uploads: Upload[] = []
  for (const [field, value] of await readForm(incoming)) {
    if (typeof value === 'string') continue
    uploads.push({ field, name: value.name, mime: value.type, bytes: new Uint8Array(await value.arrayBuffer()) })
  }
  return uploads
}
