import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

/** Where the built page comes from: a folder, or files by their path in it (`index.html`, `assets/…`). */
export type PageSource = { readonly dir: string } | { readonly files: ReadonlyMap<string, Uint8Array> }

/** One file of the page, ready to be served. */
export interface PageFile {
  readonly body: Uint8Array
  readonly type: string
  readonly etag: string
  /** Its name changes with its content, so it can be kept for ever. */
  readonly hashed: boolean
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

// Vite's names: `assets/index-DiwrgTda.js`.
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/

/**
 * Reads the page once, by the path that serves each file (`/` for the index). Serving from memory, nothing outside the
 * folder can be asked for. A folder that does not exist has no files.
 */
export function readPage(source: PageSource): ReadonlyMap<string, PageFile> {
  const files = 'dir' in source ? readFolder(source.dir) : source.files
  const page = new Map<string, PageFile>()
  for (const [name, body] of files) page.set(name === 'index.html' ? '/' : `/${name}`, pageFile(name, body))
  return page
}

function pageFile(name: string, body: Uint8Array): PageFile {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { body, type: TYPES[extname(name)] ?? 'application/octet-stream', etag, hashed: HASHED.test(name) }
}

function readFolder(dir: string): ReadonlyMap<string, Uint8Array> {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) return new Map()
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [relative(dir, path).split(sep).join('/'), readFileSync(path)]
    }),
  )
}
