import { expect, test } from 'vitest'
import { answer, notice } from '../../../test/channels/samples.ts'
import { photo } from '../../../test/platforms/vk/content.ts'
import { VkFailure } from './errors.ts'
import { refOf, type Scene, setScene } from './testing/scene.ts'

async function inDirect(scene: Scene) {
  const ann = scene.vk.person({ firstName: 'Ann' })
  const chat = scene.vk.directChat(ann)
  await scene.start()
  return { ann, chat, ref: refOf(chat) }
}

const callsOf = ({ vk }: Scene, method: string) => vk.calls.filter((call) => call.method === method)

test('an answer has its formats, and unfolds no links', async () => {
  const scene = setScene()
  const { chat, ref } = await inDirect(scene)
  await scene.channel.send(answer(ref, '**bold** <b> [a](https://e.example)'))
  expect(chat.last).toMatchObject({ text: 'bold <b> a', now: { linkPreview: false } })
  expect(chat.last?.formats).toMatchObject([
    { type: 'bold', offset: 0, length: 4 },
    { type: 'url', offset: 9, length: 1, url: 'https://e.example' },
  ])
})

test('an answer whose formats are refused goes out without them', async () => {
  const scene = setScene()
  const { chat, ref } = await inDirect(scene)
  scene.vk.fail('messages.send', { code: 100, message: 'One of the parameters was invalid: format_data' })
  await scene.channel.send(answer(ref, '**bold**'))
  expect(chat.fromBots.map(({ text, formats }) => [text, formats])).toEqual([['bold', []]])
})

test('a reply goes out when its question is gone', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inDirect(scene)
  const question = ann.sends(chat, 'hello')
  ann.deletes(question)
  await scene.channel.send(answer(ref, 'a', { replyTo: `${chat.peerId}/${question.cmid}` }))
  expect(chat.last).toMatchObject({ text: 'a', replyTo: undefined })
})

test('an answer whose delivery was unknown is not doubled, also by another process', async () => {
  const scene = setScene()
  const { chat, ref } = await inDirect(scene)
  scene.vk.fail('messages.send', { dropAfter: true })
  await expect(scene.channel.send(answer(ref, 'a'))).rejects.toMatchObject({ effect: 'unknown' })
  const handle = await scene.channel.send(answer(ref, 'a'))
  await scene.channel.send(answer(ref, 'b'))
  expect(chat.fromBots.map(({ text }) => text)).toEqual(['a', 'b'])
  expect(handle).toEqual({ peer: chat.peerId, cmid: chat.fromBots[0]?.cmid })
})

test('a refusal inside a list of peers is one', async () => {
  const scene = setScene()
  const { ann, ref } = await inDirect(scene)
  ann.denies(scene.vk.community)
  await expect(scene.channel.send(answer(ref, 'a'))).rejects.toMatchObject({ effect: 'blocked' })
  await expect(scene.channel.typing?.(ref, true)).rejects.toMatchObject({ effect: 'blocked' })
})

test('a file has its name and content, and calls who waits for it', async () => {
  // The second try uploads it again, under another number; VK knows the message all the same.
  const scene = setScene({ breaks: ['random.reused'] })
  const ann = scene.vk.person({ firstName: 'Ann' })
  const chat = scene.vk.chat({ members: [ann] })
  await scene.start()
  const { text: _, ...reply } = answer(refOf(chat), 'f', { mention: [{ id: String(ann.id), name: 'Ann' }] })
  await scene.channel.sendFile?.({ ...reply, name: 'answer.md', content: 'Ünïcode 中文' })
  await scene.channel.sendFile?.({ ...reply, name: 'answer.md', content: 'Ünïcode 中文' })
  expect(chat.fromBots).toHaveLength(1)
  expect(chat.last?.mentions).toEqual([ann.id])
  const [file] = chat.last?.files ?? []
  expect(file?.name).toBe('answer.md')
  expect(Buffer.from(file?.bytes ?? []).toString('utf8')).toBe('Ünïcode 中文')
})

test('a picture is one where VK takes it, and else a document', async () => {
  const scene = setScene()
  const { chat, ref } = await inDirect(scene)
  const bytes = new Uint8Array([1, 2, 3])
  const picture = (text: string, mimeType: string) => {
    const { text: _, ...reply } = answer(ref, text)
    return { ...reply, name: text, content: '', bytes, media: 'image' as const, mimeType }
  }
  await scene.channel.sendFile?.(picture('a.png', 'image/png'))
  await scene.channel.sendFile?.(picture('b.svg', 'image/svg+xml'))
  scene.vk.fail('photos.getMessagesUploadServer', { code: 15 })
  await scene.channel.sendFile?.(picture('c.png', 'image/png'))
  expect(chat.fromBots.flatMap(({ files }) => files.map(({ kind }) => kind))).toEqual(['photo', 'doc', 'doc'])
  expect(chat.fromBots[0]?.files[0]?.bytes).toEqual(bytes)
})

test('a button below an answer comes back as a tap', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inDirect(scene)
  await scene.channel.send(answer(ref, 'may I?', { buttons: [{ label: 'Allow', style: 'primary', token: 'x.1' }] }))
  const [shown] = chat.fromBots
  if (shown === undefined) throw new Error('there is no answer')
  const { text } = await ann.taps(chat, shown, 'Allow')
  expect(scene.inbox.taps).toMatchObject([{ token: 'x.1' }])
  expect(text).toBe('it is done')
})

test('without the right to files a file is refused, and the chat is not closed', async () => {
  const scene = setScene({ vk: { community: { rights: ['messages', 'manage'] } } })
  const { ref } = await inDirect(scene)
  const { text: _, ...reply } = answer(ref, 'f')
  await expect(scene.channel.sendFile?.({ ...reply, name: 'a.md', content: 'a' })).rejects.toMatchObject({
    effect: 'rejected',
    message: expect.stringContaining('right to files'),
  })
})

test('a notice is edited with its keyboard and its reply, and not at all when nothing changed', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inDirect(scene)
  const question = ann.sends(chat, 'hello')
  const replyTo = `${chat.peerId}/${question.cmid}`
  const first = await scene.channel.notify(notice(ref, 'busy', { replyTo }))
  const same = await scene.channel.edit?.(first, notice(ref, 'busy', { revision: 2 }))
  expect(same).toEqual(first)
  expect(callsOf(scene, 'messages.edit')).toEqual([])
  const stored = JSON.parse(JSON.stringify(first))
  await scene.channel.edit?.(stored, notice(ref, 'still busy', { revision: 3 }))
  expect(chat.last).toMatchObject({ text: 'still busy', replyTo: question.cmid })
  expect(chat.last?.keyboard).toMatchObject([[{ label: 'Cancel', color: 'negative' }]])
  await scene.channel.edit?.(stored, notice(ref, 'over', { revision: 4, state: 'closed', buttons: [] }))
  expect(chat.last).toMatchObject({ text: 'over', keyboard: [] })
})

test('a notice that VK may have already is brought up to date instead of being sent twice', async () => {
  const scene = setScene({ breaks: ['random.reused'] })
  const { chat, ref } = await inDirect(scene)
  scene.vk.fail('messages.send', { dropAfter: true })
  await expect(scene.channel.notify(notice(ref, 'busy'))).rejects.toMatchObject({ effect: 'unknown' })
  const handle = await scene.channel.notify(notice(ref, 'busy for longer'))
  expect(chat.fromBots.map(({ text }) => text)).toEqual(['busy for longer'])
  await scene.channel.edit?.(handle, notice(ref, 'over', { state: 'closed', buttons: [] }))
  expect(chat.last?.text).toBe('over')
})

test('without bot capabilities a notice tells the commands instead of buttons', async () => {
  const scene = setScene({ vk: { community: { botCapabilities: false } } })
  const { chat, ref } = await inDirect(scene)
  const handle = await scene.channel.notify(notice(ref, 'busy'))
  expect(chat.last).toMatchObject({ text: 'busy\n\nCancel: /cancel', keyboard: [] })
  await scene.channel.edit?.(handle, notice(ref, 'still busy'))
  expect(chat.last).toMatchObject({ text: 'still busy\n\nCancel: /cancel' })
  expect(callsOf(scene, 'messages.send')).toHaveLength(2)
  expect(scene.log.join()).toContain('Bot capabilities')
})

test('a notice whose buttons VK refuses tells the commands, and the next one has buttons again', async () => {
  const scene = setScene()
  const { chat, ref } = await inDirect(scene)
  scene.vk.fail('messages.send', { code: 911 })
  await scene.channel.notify(notice(ref, 'busy'))
  expect(chat.last).toMatchObject({ text: 'busy\n\nCancel: /cancel', keyboard: [] })
  expect(scene.log.join()).toContain('refuses the buttons')
  await scene.channel.notify(notice(ref, 'busy again', { noticeId: 'n2' }))
  expect(chat.last?.keyboard).toMatchObject([[{ label: 'Cancel' }]])
})

test('buttons that are no longer shown are taken away: by the edit for a client without any, and when they are off', async () => {
  const scene = setScene()
  const { chat, ref } = await inDirect(scene)
  const olga = scene.vk.person({ firstName: 'Olga', client: { inlineKeyboard: false } })
  const team = scene.vk.chat({ members: [olga], hearsAll: true })
  const inTeam = await scene.channel.notify(notice(refOf(team), 'busy'))
  olga.sends(team, '/status')
  await expect.poll(() => scene.inbox.messages, { timeout: 10_000 }).toHaveLength(1)
  await scene.channel.edit?.(inTeam, notice(refOf(team), 'still busy'))
  expect(team.fromBots.at(-1)).toMatchObject({ text: 'still busy\n\nCancel: /cancel', keyboard: [] })

  const handle = await scene.channel.notify(notice(ref, 'busy', { noticeId: 'n2' }))
  scene.vk.community.botCapabilities = false
  await scene.channel.edit?.(handle, notice(ref, 'still busy', { noticeId: 'n2' }))
  expect(chat.last).toMatchObject({ text: 'still busy\n\nCancel: /cancel', keyboard: [] })
})

test('where VK takes no word of a keyboard, an edit goes without', async () => {
  const scene = setScene({ vk: { community: { botCapabilities: false } } })
  const { chat, ref } = await inDirect(scene)
  const handle = await scene.channel.notify(notice(ref, 'busy'))
  scene.vk.fail('messages.edit', { code: 912 })
  await scene.channel.edit?.(handle, notice(ref, 'still busy'))
  expect(chat.last?.text).toBe('still busy\n\nCancel: /cancel')
  expect(callsOf(scene, 'messages.edit').map(({ params }) => params.keyboard !== undefined)).toEqual([true, false])
})

test('what an agent writes of HTML is read as it was written', async () => {
  const scene = setScene()
  const { chat, ref } = await inDirect(scene)
  const text = 'Write &lt;b&gt; or &#60;b>, &amp; not <b> & co'
  await scene.channel.send(answer(ref, text.replaceAll('&', '\\&')))
  await scene.channel.notify(notice(ref, text))
  expect(chat.fromBots.map(({ shown }) => shown.replaceAll('\u2060', ''))).toEqual([text, text])
})

test('a notice that somebody deleted is gone, and the next one is a new message', async () => {
  const scene = setScene()
  const { ann, chat, ref } = await inDirect(scene)
  const handle = await scene.channel.notify(notice(ref, 'busy'))
  if (chat.last !== undefined) ann.deletes(chat.last)
  await expect(scene.channel.edit?.(handle, notice(ref, 'more'))).rejects.toMatchObject({ effect: 'gone' })
  await scene.channel.notify(notice(ref, 'more', { copy: 1 }))
  expect(chat.fromBots.map(({ text }) => text)).toEqual(['more'])
  await expect(scene.channel.edit?.('no handle', notice(ref, 'more'))).rejects.toMatchObject({ effect: 'gone' })
  await expect(scene.channel.retire?.(handle, ref)).resolves.toBeUndefined()
})

test('a notice is taken away for everybody; one that is too old for that is said to be', async () => {
  const scene = setScene()
  const { chat, ref } = await inDirect(scene)
  const handle = await scene.channel.notify(notice(ref, 'busy'))
  scene.vk.fail('messages.delete', { code: 924 })
  await expect(scene.channel.retire?.(handle, ref)).rejects.toMatchObject({ effect: 'rejected' })
  await scene.channel.retire?.(handle, ref)
  expect(chat.fromBots).toEqual([])
})

test.for([9, 14, 29])('after an error %i the chat is left alone, and other chats are not', async (code) => {
  const scene = setScene()
  const { ref } = await inDirect(scene)
  const other = refOf(scene.vk.directChat(scene.vk.person({ firstName: 'Bob' })))
  scene.vk.fail('messages.send', { code })
  await expect(scene.channel.send(answer(ref, 'a'))).rejects.toMatchObject({ effect: 'retry' })
  const asked = callsOf(scene, 'messages.send').length
  await scene.channel.typing?.(ref, true)
  await expect(scene.channel.send(answer(ref, 'a'))).rejects.toMatchObject({ effect: 'retry' })
  await expect(scene.channel.edit?.({ peer: Number(ref.chat), cmid: 1 }, notice(ref, 'b'))).rejects.toMatchObject({
    effect: 'retry',
  })
  expect(callsOf(scene, 'messages.send')).toHaveLength(asked)
  expect(callsOf(scene, 'messages.setActivity')).toEqual([])
  await scene.channel.send(answer(other, 'b'))
})

test('fifty answers at once keep below the limit of calls', async () => {
  const scene = setScene()
  await scene.start()
  const people = Array.from({ length: 50 }, (_, index) => scene.vk.person({ firstName: `P${index}` }))
  const chats = people.map((person) => scene.vk.directChat(person))
  await Promise.all(chats.map((chat, index) => scene.channel.send(answer(refOf(chat), `a${index}`))))
  expect(chats.every((chat, index) => chat.last?.text === `a${index}`)).toBe(true)
  expect(scene.vk.calls.filter(({ errorCode }) => errorCode !== undefined)).toEqual([])
})

test('a file that was sent to the bot is opened, and no error of it holds the token', async () => {
  const scene = setScene({ account: { mediaMaxMb: 0.0001 } })
  const { ann, chat } = await inDirect(scene)
  const bytes = new TextEncoder().encode('hello')
  ann.sends(chat, { attachments: [{ kind: 'doc', bytes, name: 'a.txt', mime: 'text/plain' }] })
  await expect.poll(() => scene.inbox.messages, { timeout: 10_000 }).toHaveLength(1)
  const ref = scene.inbox.messages[0]?.attachments[0]?.ref ?? null
  const { signal } = new AbortController()
  const opened = await scene.channel.openAttachment?.(ref, signal)
  expect(Buffer.from(opened ?? []).toString()).toBe('hello')
  for (const handle of [null, { url: `${scene.vk.url}/files/none` }]) {
    const failure = await scene.channel.openAttachment?.(handle, signal).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(VkFailure)
    expect(String(failure)).not.toContain(scene.vk.community.token)
  }
})

test('a picture of which VK tells no size is read up to the limit', async () => {
  const scene = setScene({ account: { mediaMaxMb: 0.0001 } })
  const { ann, chat } = await inDirect(scene)
  const picture = (bytes: number) => photo({ bytes: new Uint8Array(bytes) })
  ann.sends(chat, { attachments: [picture(104), picture(105)] })
  await expect.poll(() => scene.inbox.messages, { timeout: 10_000 }).toHaveLength(1)
  const [small, large] = scene.inbox.messages[0]?.attachments ?? []
  const { signal } = new AbortController()
  expect(await scene.channel.openAttachment?.(small?.ref ?? null, signal)).toHaveLength(104)
  await expect(scene.channel.openAttachment?.(large?.ref ?? null, signal)).rejects.toThrow('more than 104 bytes')
})

test('a flood error on typing does not hold up the answer', async () => {
  const scene = setScene()
  const { chat, ref } = await inDirect(scene)
  scene.vk.fail('messages.setActivity', { code: 9 })
  await expect(scene.channel.typing?.(ref, true)).rejects.toMatchObject({ effect: 'retry' })
  await scene.channel.send(answer(ref, 'the answer'))
  expect(chat.last?.text).toBe('the answer')
})
