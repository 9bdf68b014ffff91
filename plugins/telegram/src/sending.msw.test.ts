import type { Json } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { answer, notice } from '../../../test/channels/samples.ts'
import { document } from '../../../test/platforms/telegram/content.ts'
import { TelegramFailure } from './errors.ts'
import { refOf, type Scene, setScene } from './testing/scene.ts'

async function inPrivate(scene: Scene) {
  const ann = scene.telegram.user({ firstName: 'Ann' })
  const chat = scene.telegram.privateChat(ann)
  await scene.start()
  return { ann, chat, ref: refOf(chat) }
}

const callsOf = ({ telegram }: Scene, method: string) => telegram.calls.filter((call) => call.method === method)

test('an answer has its formats, notifies, and unfolds no links', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  await scene.channel.send(answer(ref, '**bold** <b> [a](https://e.example)'))
  expect(chat.last).toMatchObject({ text: 'bold <b> a', linkPreview: { is_disabled: true } })
  expect(chat.last?.entities).toEqual([
    { type: 'bold', offset: 0, length: 4 },
    { type: 'text_link', offset: 9, length: 1, url: 'https://e.example' },
  ])
  expect(callsOf(scene, 'sendMessage')[0]?.params).not.toHaveProperty('disable_notification')
})

test('an answer whose formatting is refused goes out as it was written', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  scene.telegram.fail('sendMessage', { status: 400, description: "Bad Request: can't parse MessageEntity: no" })
  await scene.channel.send(answer(ref, '**bold**'))
  expect(chat.fromBots.map(({ text, entities }) => [text, entities])).toEqual([['**bold**', []]])
})

test('an answer with a link that Telegram does not take goes out, and the address can be read', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  await scene.channel.send(answer(ref, 'See **the** [dashboard](http://localhost:3000/d/1).'))
  expect(chat.last?.text).toBe('See the dashboard (http://localhost:3000/d/1).')
  expect(chat.last?.entities[0]).toMatchObject({ type: 'bold', length: 3 })
  const description = "Bad Request: entity URL 'https://e.example/' is invalid: Unallowed characters in URL host"
  scene.telegram.fail('sendMessage', { status: 400, description })
  await scene.channel.send(answer(ref, '[words](https://e.example/)'))
  expect(chat.last?.text).toBe('[words](https://e.example/)')
  expect(scene.telegram.violations).toEqual([])
})

test('an answer whose buttons Telegram does not take goes out without them, and keeps their addresses', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  const go = { label: 'Go', style: 'primary', token: 'h.1' } as const
  const local = { label: 'Notes', style: 'secondary', url: 'http://localhost:8080/' } as const
  await scene.channel.send({ ...answer(ref, 'One'), buttons: [go, local] })
  expect(chat.last).toMatchObject({ text: 'One\n\nNotes: http://localhost:8080/', keyboard: [[{ data: 'h.1' }]] })
  const options = Array.from({ length: 101 }, (_, index) => ({ ...go, label: `Option ${index}`, token: `h.${index}` }))
  scene.telegram.fail('sendMessage', { status: 400, description: 'Bad Request: reply markup is too long' })
  await scene.channel.send({ ...answer(ref, 'Two'), buttons: options.slice(0, 9) })
  expect(chat.last).toMatchObject({ text: 'Two', keyboard: [] })
  await scene.channel.send({ ...answer(ref, 'Three'), buttons: options })
  expect(chat.last?.text).toBe('Three')
  expect(chat.last?.keyboard.flat()).toHaveLength(100)
  expect(scene.telegram.violations).toEqual([])
})

test('an answer in which Telegram sees nothing goes out as something that can be seen', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  scene.telegram.fail('sendMessage', { status: 400, description: 'Bad Request: text must be non-empty' })
  await scene.channel.send(answer(ref, '\u200b\u2060'))
  expect(chat.last?.text).toBe('…')
})

test('a reply goes out when its question is gone', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inPrivate(scene)
  const question = ann.sends(chat, 'hello')
  ann.deletes(question)
  await scene.channel.send(answer(ref, 'a', { replyTo: `${chat.id}/${question.id}` }))
  expect(chat.last).toMatchObject({ text: 'a', replyTo: undefined })
})

test('a file has its name and content', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  const { text: _, ...reply } = answer(ref, 'f')
  await scene.channel.sendFile?.({ ...reply, name: 'answer.md', content: 'Ünïcode 中文' })
  const { document } = chat.last ?? {}
  expect(document).toMatchObject({ name: 'answer.md' })
  expect(Buffer.from(document?.bytes ?? []).toString('utf8')).toBe('Ünïcode 中文')
})

test('a picture is a photo, what Telegram would spoil a document, and both keep their bytes', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  const { text: _, ...reply } = answer(ref, 'p')
  const bytes = new Uint8Array([1, 2, 3])
  const file = { ...reply, content: '', bytes, media: 'image' } as const
  await scene.channel.sendFile?.({ ...file, name: 'a.png', mimeType: 'image/png' })
  expect([...(chat.last?.photo?.bytes ?? [])]).toEqual([1, 2, 3])
  await scene.channel.sendFile?.({ ...file, name: 'a.svg', mimeType: 'image/svg+xml' })
  expect(chat.last?.document).toMatchObject({ name: 'a.svg' })
})

test('buttons stand below an answer: taps carry their tokens, links open', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  await scene.channel.send({
    ...answer(ref, 'Go?'),
    buttons: [
      { label: 'Yes', style: 'primary', token: 'h.1' },
      { label: 'Notes', style: 'secondary', url: 'https://e.example/' },
    ],
  })
  expect(chat.last?.keyboard.flat()).toMatchObject([
    { text: 'Yes', data: 'h.1' },
    { text: 'Notes', url: 'https://e.example/' },
  ])
})

test('a status message makes no noise, a failure does', async () => {
  const scene = setScene()
  const { ref } = await inPrivate(scene)
  await scene.channel.notify(notice(ref, 'busy'))
  await scene.channel.notify(notice(ref, 'failed', { kind: 'failed' }))
  expect(callsOf(scene, 'sendMessage').map(({ params }) => params.disable_notification)).toEqual([true, undefined])
})

test('a notice is edited with its keyboard, and not at all when nothing changed', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  const first = await scene.channel.notify(notice(ref, 'busy'))
  const same = await scene.channel.edit?.(first, notice(ref, 'busy', { revision: 2 }))
  expect(same).toEqual(first)
  expect(callsOf(scene, 'editMessageText')).toEqual([])
  const stored = JSON.parse(JSON.stringify(first))
  await scene.channel.edit?.(stored, notice(ref, 'still busy', { revision: 3 }))
  expect(chat.last).toMatchObject({ text: 'still busy', keyboard: [[{ text: 'Cancel' }]] })
  scene.telegram.fail('editMessageText', { dropAfter: true })
  const closed = notice(ref, 'over', { revision: 4, state: 'closed', buttons: [] })
  await expect(scene.channel.edit?.(stored, closed)).rejects.toMatchObject({ effect: 'unknown' })
  await scene.channel.edit?.(stored, closed)
  expect(chat.last).toMatchObject({ text: 'over', keyboard: [] })
})

test('a notice that somebody deleted is gone', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inPrivate(scene)
  const handle = await scene.channel.notify(notice(ref, 'busy'))
  const shown = chat.last
  if (shown !== undefined) ann.deletes(shown)
  await expect(scene.channel.edit?.(handle, notice(ref, 'more'))).rejects.toMatchObject({ effect: 'gone' })
  await expect(scene.channel.retire?.(handle, ref)).resolves.toBeUndefined()
  await expect(scene.channel.edit?.('no handle', notice(ref, 'more'))).rejects.toMatchObject({ effect: 'gone' })
})

test('a notice that is too old to be deleted loses its buttons', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  const handle = await scene.channel.notify(notice(ref, 'busy'))
  scene.telegram.fail('deleteMessage', { status: 400, description: "Bad Request: message can't be deleted" })
  await scene.channel.retire?.(handle, ref)
  expect(chat.last).toMatchObject({ text: 'busy', keyboard: [] })
})

test('after a 429 the chat is left alone until its time: no typing, no early answer', async () => {
  const scene = setScene()
  const { chat, ref } = await inPrivate(scene)
  scene.telegram.fail('sendMessage', { retryAfter: 2 })
  const from = Date.now()
  await expect(scene.channel.send(answer(ref, 'a'))).rejects.toMatchObject({ effect: 'retry', retryAfterMs: 2000 })
  await scene.channel.typing?.(ref, true)
  expect(callsOf(scene, 'sendChatAction')).toEqual([])
  await scene.channel.send(answer(ref, 'a'))
  expect(Date.now() - from).toBeGreaterThanOrEqual(2000)
  expect(chat.last?.text).toBe('a')
})

test('a file that was sent to the bot is opened, and no error of it holds the token', async () => {
  const scene = setScene({ account: { mediaMaxMb: 0.0001 } })
  const { ann, chat } = await inPrivate(scene)
  ann.sends(chat, document({ bytes: new TextEncoder().encode('hello') }))
  await expect.poll(() => scene.inbox.messages).toHaveLength(1)
  const ref = scene.inbox.messages[0]?.attachments[0]?.ref ?? null
  const { signal } = new AbortController()
  const bytes = await scene.channel.openAttachment?.(ref, signal)
  expect(Buffer.from(bytes ?? []).toString()).toBe('hello')

  const open = (handle: Json) => scene.channel.openAttachment?.(handle, signal)?.catch((error: unknown) => error)
  scene.telegram.fail('getFile', { dropBefore: true })
  const failures = [await open(ref), await open({ file: 'nothing' }), await open(null)]
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(TelegramFailure)
    expect(JSON.stringify(failure) + String(failure)).not.toContain(scene.telegram.bot.token)
  }
})

test('a file that is larger than the limit is refused before it is opened', async () => {
  const scene = setScene({ account: { mediaMaxMb: 0.0001 } })
  const { ann, chat } = await inPrivate(scene)
  ann.sends(chat, document({ bytes: new Uint8Array(200) }))
  await expect.poll(() => scene.inbox.messages).toMatchObject([{ refused: 'file_too_large', attachments: [] }])
})
