import { expect, test } from 'vitest'
import { fileUrlOf, mediaOf } from './media.ts'
import { message } from './testing/samples.ts'

const MAX_BYTES = 1000
const URL = 'https://vk.example/file'

const read = (type: string, value: object, more: object = {}) =>
  mediaOf(message('', { attachments: [{ type, [type]: value }], ...more }), MAX_BYTES)

const attached = (...attachments: object[]) => ({ type: 'attachments', attachments })

test('of a photo the largest size', () => {
  const sizes = [
    { width: 75, height: 75, url: `${URL}?s` },
    { width: 1600, height: 1200, url: `${URL}?w` },
    { width: 800, height: 600, url: `${URL}?y` },
  ]
  expect(read('photo', { sizes })).toEqual(
    attached({ kind: 'image', ref: { url: `${URL}?w` }, mimeType: 'image/jpeg' }),
  )
})

test('documents, voices and stickers are files', () => {
  expect(read('doc', { title: 'a.txt', size: 9, url: URL })).toEqual(
    attached({ kind: 'file', ref: { url: URL }, name: 'a.txt', size: 9 }),
  )
  expect(read('audio_message', { link_ogg: URL, transcript: 'hello' })).toEqual(
    attached({ kind: 'voice', ref: { url: URL }, mimeType: 'audio/ogg', text: 'hello' }),
  )
  expect(read('sticker', { sticker_id: 1, images: [{ url: URL, width: 1, height: 1 }] })).toEqual(
    attached({ kind: 'sticker', ref: { url: URL }, mimeType: 'image/png' }),
  )
})

test('what has no file says what it is', () => {
  expect(read('link', { url: URL, title: 'A page' })).toMatchObject(attached({ text: `A page\n${URL}` }))
  expect(read('video', { owner_id: -1, id: 2, title: 'Film' })).toMatchObject(
    attached({ kind: 'video', text: 'Film\nhttps://vk.com/video-1_2' }),
  )
  expect(read('audio', { artist: 'Somebody', title: 'Song' })).toMatchObject(attached({ text: 'Somebody – Song' }))
  expect(read('poll', { question: 'Tea?', answers: [{ text: 'yes' }] })).toMatchObject(
    attached({ text: 'Tea?\n- yes' }),
  )
})

test('a post that is passed on has its words, its address and its pictures', () => {
  const photo = { type: 'photo', photo: { sizes: [{ width: 1, height: 1, url: URL }] } }
  expect(read('wall', { id: 3, owner_id: -5, text: 'News', attachments: [photo] })).toMatchObject(
    attached({ name: 'post', text: 'News\nhttps://vk.com/wall-5_3' }, { kind: 'image' }),
  )
})

test('a place is coordinates', () => {
  const geo = { type: 'point', coordinates: { latitude: 59.9, longitude: 10.7 } }
  expect(mediaOf(message('', { geo }), MAX_BYTES)).toEqual(
    attached({ kind: 'location', ref: null, text: '59.9, 10.7' }),
  )
})

test('what has another form than documented is as if it were not there', () => {
  expect(read('photo', { sizes: 'none' })).toEqual({ type: 'unsupported' })
  expect(read('doc', { title: 'a', url: 'javascript:alert(1)' })).toEqual({ type: 'unsupported' })
  expect(mediaOf(message('hi', { attachments: 'none', geo: 5, fwd_messages: 5 }), MAX_BYTES)).toEqual(attached())
})

test('what was forwarded and is too large is left out; what was sent and is too large is refused', () => {
  const film = { type: 'doc', doc: { title: 'film', size: 5000, url: URL } }
  expect(mediaOf(message('', { attachments: [film] }), MAX_BYTES)).toEqual({ type: 'too_big' })
  const forwarded = { from_id: 1, text: 'look', attachments: [film] }
  expect(mediaOf(message('', { fwd_messages: [forwarded] }), MAX_BYTES)).toEqual(attached())
})

test('a stored handle is read back, and nothing else is', () => {
  expect(fileUrlOf({ url: URL })).toBe(URL)
  for (const ref of [null, 'x', { url: 5 }, {}]) expect(fileUrlOf(ref)).toBeUndefined()
})
