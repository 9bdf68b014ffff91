import { z } from 'zod'
import { MAX_ID_LENGTH, MAX_TEXT_BYTES } from './limits.ts'
import { localeTag } from './locale-tag.ts'
import { plainText } from './plain-text.ts'
import type { ClientFrame } from './protocol.ts'

/** A frame as it was read; a refused one with the ids that could be read, so that the client knows what was meant. */
export type Decoded =
  | { readonly ok: true; readonly frame: ClientFrame }
  | {
      readonly ok: false
      readonly code: 'bad_frame' | 'too_large'
      readonly clientId?: string
      readonly noticeId?: string
    }

const id = z
  .string()
  .min(1)
  .max(MAX_ID_LENGTH)
  .refine((text) => plainText(text) === text)

const clientFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    chat: z.string().max(MAX_ID_LENGTH).nullable(),
    resumeFrom: z.int().min(0).nullable().default(null),
    locale: z
      .string()
      .nullable()
      .default(null)
      .transform((text) => (text === null ? null : localeTag(text))),
  }),
  z.object({
    type: z.literal('send'),
    clientId: id,
    text: z
      .string()
      .transform(plainText)
      .refine((text) => text.trim() !== ''),
  }),
  z.object({ type: z.literal('tap'), noticeId: id, action: id, token: id }),
])

const readableIds = z.object({ clientId: id.optional().catch(undefined), noticeId: id.optional().catch(undefined) })

/** Reads a text message of a client. Fields it does not know are ignored. */
export function decodeFrame(message: string): Decoded {
  const json = parse(message)
  const { success, data: frame } = clientFrame.safeParse(json)
  if (!success) return { ok: false, code: 'bad_frame', ...idsIn(json) }
  if (frame.type === 'send' && encodedBytes(frame.text) > MAX_TEXT_BYTES)
    return { ok: false, code: 'too_large', clientId: frame.clientId }
  return { ok: true, frame }
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

function idsIn(json: unknown): { clientId?: string; noticeId?: string } {
  const { clientId, noticeId } = readableIds.safeParse(json).data ?? {}
  return { ...(clientId !== undefined && { clientId }), ...(noticeId !== undefined && { noticeId }) }
}

function encodedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text))
}
