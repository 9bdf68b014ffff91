import { expect, test } from 'vitest'
import { call, say, scene, uploadFor } from './scene.ts'

test('vk-io uploads a document and a photo, and they can be sent', async () => {
  const s = await scene()
  const upload = uploadFor(s.api)
  const { peerId } = s.chat
  const text = Buffer.from('Long answer')
  const sent = await upload.messageDocument({ peer_id: peerId, source: { value: text, filename: 'answer.md' } })
  const picture = await upload.messagePhoto({ peer_id: peerId, source: { value: Buffer.from('jpg') } })
  await say(s, { message: undefined, attachment: `${sent},${picture}` })
  const files = s.chat.last?.files.map(({ kind, name, bytes }) => [kind, name, Buffer.from(bytes).toString()])
  expect(files).toMatchObject([
    ['doc', 'answer.md', 'Long answer'],
    ['photo', expect.any(String), 'jpg'],
  ])
  expect(s.vk.violations).toEqual([])
})

test('an upload without its file, and one to an address that was never given', async () => {
  const s = await scene()
  const server = await s.api.docs.getMessagesUploadServer({ peer_id: s.chat.peerId })
  const body = new FormData()
  body.append('document', new Blob(['x']), 'x.txt')
  const answer = await fetch(server.upload_url, { method: 'POST', body })
  expect(await answer.json()).toEqual({ error: 'ERR_UPLOAD_BAD_FILE', error_descr: 'the upload has no file file' })
  expect(s.vk.violations.map(({ rule }) => rule)).toEqual(['upload.field'])
  expect((await fetch(`${s.url}/upload/made-up`, { method: 'POST', body })).status).toBe(404)
})

test('what was uploaded is saved once', async () => {
  const s = await scene()
  const { upload_url: url } = await s.api.docs.getMessagesUploadServer({ peer_id: s.chat.peerId })
  const body = new FormData()
  body.append('file', new Blob(['x']), 'x.txt')
  const { file } = JSON.parse(await (await fetch(url, { method: 'POST', body })).text())
  expect(await call(s, 'docs.save', { file, title: 'y.txt' })).toMatchObject({ type: 'doc', doc: { title: 'y.txt' } })
  await expect(call(s, 'docs.save', { file })).rejects.toThrow('file is invalid')
})
