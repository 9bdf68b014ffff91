import { isJsonObject, parseJson } from '../kit/json.ts'
import { badParameter } from './refusal.ts'

const TYPES = ['bold', 'italic', 'underline', 'url']
const FIELDS = ['type', 'offset', 'length', 'url']

/** How a part of a text looks; places are in UTF-16 units. */
export interface Format {
  readonly type: string
  readonly offset: number
  readonly length: number
  readonly url: string | undefined
}

function readItem(item: unknown, text: string): Format {
  if (!isJsonObject(item) || Object.keys(item).some((name) => !FIELDS.includes(name))) throw wrong()
  const { type, offset, length, url } = item
  if (typeof type !== 'string' || !TYPES.includes(type)) throw wrong()
  if (typeof offset !== 'number' || typeof length !== 'number') throw wrong()
  const inText = Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length > 0
  if (!inText || offset + length > text.length) throw wrong()
  if ((type === 'url') !== (typeof url === 'string')) throw wrong()
  return { type, offset, length, url: typeof url === 'string' ? url : undefined }
}

function wrong() {
  return badParameter('format.data', 'format_data contains incorrect JSON')
}

/** Reads `format_data`, or refuses it. */
export function readFormats(value: string, text: string): readonly Format[] {
  if (value === '') return []
  const data = parseJson(value)
  if (!isJsonObject(data) || String(data.version) !== '1' || !Array.isArray(data.items)) throw wrong()
  return data.items.map((item: unknown) => readItem(item, text))
}
