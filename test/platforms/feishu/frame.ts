// The wire format of the long connection: proto2 messages `Frame` and `Header`, written by hand so that it is not the
// SDK's own code that judges the SDK. Source: pbbp2 in the SDK, lib/index.js.

/** A frame of the long connection. */
export interface Frame {
  /** The `service_id` of the connection. */
  readonly service: number
  readonly method: 'control' | 'data'
  readonly headers: Readonly<Record<string, string>>
  readonly payload: Uint8Array
}

const METHODS = ['control', 'data'] as const
const FIELD = { seqId: 1, logId: 2, service: 3, method: 4, header: 5, payload: 8 } as const
const HEADER_FIELD = { key: 1, value: 2 } as const
const VARINT = 0
const FIXED64 = 1
const LENGTH_DELIMITED = 2
const FIXED32 = 5
const TAG_BITS = 3n
const BYTE_BITS = 7n
const CONTINUES = 0x80n
const LOW_BITS = 0x7fn
const FIXED_BYTES = new Map([
  [FIXED64, 8],
  [FIXED32, 4],
])

function varint(value: bigint | number): Buffer {
  const bytes: number[] = []
  let rest = BigInt(value)
  while (rest >= CONTINUES) {
    bytes.push(Number((rest & LOW_BITS) | CONTINUES))
    rest >>= BYTE_BITS
  }
  return Buffer.from([...bytes, Number(rest)])
}

function tag(field: number, kind: number): Buffer {
  return varint((BigInt(field) << TAG_BITS) | BigInt(kind))
}

function delimited(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([tag(field, LENGTH_DELIMITED), varint(bytes.length), bytes])
}

/** Writes a frame. */
export function encodeFrame({ service, method, headers, payload }: Frame): Buffer {
  const pairs = Object.entries(headers).map(([key, value]) =>
    delimited(
      FIELD.header,
      Buffer.concat([delimited(HEADER_FIELD.key, Buffer.from(key)), delimited(HEADER_FIELD.value, Buffer.from(value))]),
    ),
  )
  const number = (field: number, value: number) => Buffer.concat([tag(field, VARINT), varint(value)])
  return Buffer.concat([
    number(FIELD.seqId, 0),
    number(FIELD.logId, 0),
    number(FIELD.service, service),
    number(FIELD.method, METHODS.indexOf(method)),
    ...pairs,
    delimited(FIELD.payload, payload),
  ])
}

interface Field {
  readonly field: number
  readonly value: bigint | Uint8Array
}

/** The fields of a message, in their order. Throws when it breaks off. */
function fieldsOf(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = []
  let at = 0
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new Error('the frame breaks off')
    at += length
    return bytes.subarray(at - length, at)
  }
  const number = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += BYTE_BITS) {
      const byte = BigInt(take(1)[0] ?? 0)
      value |= (byte & LOW_BITS) << shift
      if (byte < CONTINUES) return value
    }
  }
  while (at < bytes.length) {
    const key = number()
    const field = Number(key >> TAG_BITS)
    const kind = Number(key & 7n)
    if (kind === VARINT) fields.push({ field, value: number() })
    else if (kind === LENGTH_DELIMITED) fields.push({ field, value: take(Number(number())) })
    else take(FIXED_BYTES.get(kind) ?? bytes.length + 1)
  }
  return fields
}

function textOf(fields: readonly Field[], wanted: number): string {
  const value = fields.find(({ field }) => field === wanted)?.value
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : ''
}

/** Reads a frame. Throws when it is none: the four numbers are required. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const fields = fieldsOf(bytes)
  const number = (wanted: number): number => {
    const value = fields.find(({ field }) => field === wanted)?.value
    if (typeof value !== 'bigint') throw new Error(`the frame has no field ${wanted}`)
    return Number(value)
  }
  number(FIELD.seqId)
  number(FIELD.logId)
  const method = METHODS[number(FIELD.method)]
  if (method === undefined) throw new Error('the frame is neither control nor data')
  const headers: Record<string, string> = {}
  for (const { field, value } of fields) {
    if (field !== FIELD.header || !(value instanceof Uint8Array)) continue
    const pair = fieldsOf(value)
    headers[textOf(pair, HEADER_FIELD.key)] = textOf(pair, HEADER_FIELD.value)
  }
  const payload = fields.find(({ field }) => field === FIELD.payload)?.value
  return {
    service: number(FIELD.service),
    method,
    headers,
    payload: payload instanceof Uint8Array ? payload : new Uint8Array(),
  }
}
