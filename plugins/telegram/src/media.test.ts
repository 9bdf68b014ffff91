import { expect, test } from 'vitest'
import { fileIdOf, mediaOf } from './media.ts'
import { direct, type UserMessage } from './testing/messages.ts'

const FILE = { file_id: 'f', file_unique_id: 'u', file_size: 10 }
const SHAPE = { width: 1, height: 1, duration: 1 }

const attached = (more: Partial<UserMessage>) => mediaOf(direct('', more), 1000)

test.for<[string, Partial<UserMessage>, object]>([
  [
    'file',
    { document: { ...FILE, file_name: 'a.pdf', mime_type: 'application/pdf' } },
    { name: 'a.pdf', mimeType: 'application/pdf', size: 10 },
  ],
  ['audio', { audio: { ...FILE, duration: 3 } }, { ref: { file: 'f' } }],
  ['voice', { voice: { ...FILE, duration: 3, mime_type: 'audio/ogg' } }, { mimeType: 'audio/ogg' }],
  ['video', { video: { ...FILE, ...SHAPE } }, { size: 10 }],
  ['video', { video_note: { ...FILE, duration: 1, length: 1 } }, { size: 10 }],
  ['video', { animation: { ...FILE, ...SHAPE }, document: FILE }, { size: 10 }],
  ['location', { location: { latitude: 1.5, longitude: -2 } }, { ref: null, text: '1.5, -2' }],
  ['contact', { contact: { phone_number: '+100', first_name: 'Bo', last_name: 'Li' } }, { text: 'Bo Li +100' }],
])('a %s is passed on with its facts', ([kind, message, facts]) => {
  const media = attached(message)
  expect(media).toMatchObject({ type: 'attachments', attachments: [{ kind, ...facts }] })
  expect(media.type === 'attachments' && media.attachments).toHaveLength(1)
})

test('of a photo the largest size is passed on', () => {
  const size = (file_id: string, width: number) => ({ ...FILE, file_id, width, height: 2 })
  expect(attached({ photo: [size('s', 90), size('l', 900), size('m', 300)] })).toMatchObject({
    attachments: [{ kind: 'image', ref: { file: 'l' }, mimeType: 'image/jpeg' }],
  })
})

test('a sticker says its emoji, a place its name', () => {
  const sticker = {
    ...FILE,
    type: 'regular',
    width: 1,
    height: 1,
    is_animated: false,
    is_video: false,
    emoji: '👍',
  } as const
  expect(attached({ sticker })).toMatchObject({ attachments: [{ kind: 'sticker', text: '👍' }] })
  const location = { latitude: 1, longitude: 2 }
  const venue = { location, title: 'Museum', address: 'Main St 1' }
  expect(attached({ venue, location })).toMatchObject({ attachments: [{ text: 'Museum, Main St 1 (1, 2)' }] })
})

test('a file above the limit, and content without words, are told apart', () => {
  expect(attached({ document: { ...FILE, file_size: 1001 } })).toEqual({ type: 'too_big' })
  expect(attached({ dice: { emoji: '🎲', value: 1 } })).toEqual({ type: 'unsupported' })
  expect(attached({})).toEqual({ type: 'attachments', attachments: [] })
})

test('only what was a file can be opened', () => {
  expect(fileIdOf({ file: 'f' })).toBe('f')
  for (const ref of [null, 'f', {}, { file: 1 }, ['f']]) expect(fileIdOf(ref)).toBeUndefined()
})
