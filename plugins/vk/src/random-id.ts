import { createHash } from 'node:crypto'

/** VK takes a positive int32; 0 would switch its protection off. */
const MASK = 0x7fff_ffff

/**
 * VK's idempotency key for something that is sent: equal for every try, so that VK itself drops the second one, also
 * after a crash. vk-io's own ids are chance, and most of them do not fit.
 */
export function randomIdOf(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) & MASK || 1
}
