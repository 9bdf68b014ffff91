import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE_BYTES = 8
/** Length and type before a chunk's data, its checksum behind. */
const HEAD_BYTES = 8
const TAIL_BYTES = 4

/**
 * The same picture in fewer bytes: browsers pack a screenshot quickly, this packs it well. Without loss; pictures only,
 * other chunks are dropped.
 */
export function smallerPng(png: Buffer): Buffer {
  const chunks = chunksOf(png)
  const header = chunks.find(({ type }) => type === 'IHDR')
  if (header === undefined) throw new Error('not a PNG')
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data))
  const image = deflateSync(inflateSync(packed), { level: 9, memLevel: 9 })
  const signature = png.subarray(0, SIGNATURE_BYTES)
  const written = [chunk('IHDR', header.data), chunk('IDAT', image), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, ...written])
}

function chunksOf(png: Buffer): readonly { readonly type: string; readonly data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = []
  for (let at = SIGNATURE_BYTES; at + HEAD_BYTES <= png.length; ) {
    const length = png.readUInt32BE(at)
    const start = at + HEAD_BYTES
    chunks.push({ type: png.toString('latin1', at + 4, start), data: png.subarray(start, start + length) })
    at = start + length + TAIL_BYTES
  }
  return chunks
}

function chunk(type: string, data: Buffer): Buffer {
  const framed = Buffer.alloc(HEAD_BYTES + data.length + TAIL_BYTES)
  framed.writeUInt32BE(data.length, 0)
  framed.write(type, 4, 'latin1')
  data.copy(framed, HEAD_BYTES)
  framed.writeUInt32BE(crc32(framed.subarray(4, HEAD_BYTES + data.length)), HEAD_BYTES + data.length)
  return framed
}
