import { expect, test } from 'vitest'
import { isJsonObject, type JsonObject } from '../kit/json.ts'
import { audio, everybody, file, image, mention, merged, post, raw, sticker, video } from './content.ts'
import { react, reply, say } from './refused/refused-case.ts'
import { type Handlers, listen, scene } from './scene.ts'

// What people do, as a bot hears of it through the real SDK.

/** A scene whose bot listens; returns what it hears of messages. */
async function hearing(options: Parameters<typeof scene>[0] = {}, handlers: Handlers = {}) {
  const s = await scene(options)
  const heard: JsonObject[] = []
  const hear = ({ message }: JsonObject) => void heard.push(isJsonObject(message) ? message : {})
  await listen(s, { 'im.message.receive_v1': hear, ...handlers })
  const quiet = () => s.feishu.until(() => s.bot.deliveries.open.length === 0)
  return { ...s, heard, quiet, group: s.feishu.group({ members: [s.ann], bots: [s.bot] }) }
}

test('mentions are placeholders in the text, with names and ids beside it', async () => {
  const s = await hearing()
  const bob = s.feishu.user({ name: 'Bob' })
  const message = s.ann.sends(s.group, [mention(s.bot), ' ask ', mention(bob), ' or ', mention(s.bot)])
  await s.quiet()
  expect(s.heard).toMatchObject([
    {
      content: '{"text":"@_user_1 ask @_user_2 or @_user_1"}',
      mentions: [
        { key: '@_user_1', id: { open_id: s.bot.openId }, name: 'Holdline' },
        { key: '@_user_2', id: { open_id: bob.openId() } },
      ],
    },
  ])
  expect(message.text).toBe('@Holdline ask @Bob or @Holdline')
})

test('a mention of everybody is in the text, and in no list', async () => {
  const s = await hearing()
  s.ann.sends(s.group, [everybody(), ' hello'])
  await s.quiet()
  expect(s.heard).toMatchObject([{ content: '{"text":"@_all hello"}' }])
  expect(s.heard[0]).not.toHaveProperty('mentions')
})

test('a rich text may have its mentions only in its content', async () => {
  const s = await hearing()
  s.ann.sends(s.group, post([[mention(s.bot), ' hello'], [image()]], { title: 'Title' }))
  s.ann.sends(s.group, post([[mention(s.bot), ' hello']], { mentionsInContentOnly: true }))
  await s.quiet()
  expect(s.heard.map(({ content }) => JSON.parse(String(content)).content[0][0].user_id)).toEqual([
    '@_user_1',
    s.bot.openId,
  ])
  expect(s.heard.map(({ mentions }) => mentions !== undefined)).toEqual([true, false])
})

test('an app without the scope for it hears only what concerns it', async () => {
  const s = await hearing({ bot: { hearsAll: false } })
  s.ann.sends(s.group, 'among ourselves')
  s.ann.sends(s.group, [mention(s.bot), ' one'])
  s.ann.sends(s.group, [everybody(), ' two'])
  s.ann.sends(s.chat, 'three')
  await s.quiet()
  expect(s.heard.map(({ content }) => content)).toEqual([
    '{"text":"@_user_1 one"}',
    '{"text":"@_all two"}',
    '{"text":"three"}',
  ])
})

test('bots are heard by those who ask for it, themselves too', async () => {
  const s = await hearing({ bot: { hearsBots: true } })
  await say(s)
  await s.quiet()
  expect(s.heard).toMatchObject([{ content: '{"text":"Hi"}' }])
})

test('each kind of message, with the keys of its files', async () => {
  const s = await hearing()
  const first = s.ann.sends(s.chat, 'first')
  for (const content of [
    image(),
    file({ name: 'a.pdf' }),
    audio(),
    video(),
    sticker(),
    merged(first),
    raw('location', { name: 'x' }),
  ]) {
    s.ann.sends(s.chat, content)
  }
  await s.quiet()
  expect(
    s.heard.slice(1).map(({ message_type, content }) => [message_type, Object.keys(JSON.parse(String(content)))]),
  ).toEqual([
    ['image', ['image_key']],
    ['file', ['file_key', 'file_name']],
    ['audio', ['file_key', 'duration']],
    ['media', ['file_key', 'image_key', 'file_name', 'duration']],
    ['sticker', ['file_key']],
    ['merge_forward', ['content']],
    ['location', ['name']],
  ])
})

test('what is in a merged forward is fetched with it', async () => {
  const s = await hearing()
  const first = s.ann.sends(s.chat, 'first')
  const forward = s.ann.sends(s.chat, merged(first))
  const { data } = await s.client.im.v1.message.get({ path: { message_id: forward.id } })
  expect(data?.items).toMatchObject([
    { msg_type: 'merge_forward' },
    { msg_type: 'text', upper_message_id: forward.id, body: { content: '{"text":"first"}' } },
  ])
})

test('a file is fetched byte for byte', async () => {
  const s = await hearing()
  const bytes = Buffer.from([0, 13, 10, 255, 128])
  const message = s.ann.sends(s.chat, file({ bytes }))
  const path = { message_id: message.id, file_key: message.now.resources[0] ?? '' }
  const resource = await s.client.im.v1.messageResource.get({ path, params: { type: 'file' } })
  expect(Buffer.concat(await Array.fromAsync(resource.getReadableStream()))).toEqual(bytes)
})

test('the client of the sender tells its language, where it tells anything', async () => {
  const s = await hearing()
  s.ann.sends(s.chat, 'Hello')
  s.ann.language = 'ru_ru'
  s.ann.sends(s.chat, 'Hello')
  const bob = s.feishu.user({ tellsClient: false })
  bob.sends(s.feishu.p2p(bob), 'Hello')
  await s.quiet()
  expect(s.heard.map(({ user_agent }) => /LarkLocale\/(\w+)/.exec(String(user_agent))?.[1])).toEqual([
    'zh_CN',
    'ru_RU',
    undefined,
  ])
})

test('a reply in a thread opens one, and what follows stays in it', async () => {
  const s = await hearing()
  const question = s.ann.sends(s.group, [mention(s.bot), ' hello'])
  expect(question.thread).toBeUndefined()
  await reply(s, question, { reply_in_thread: true })
  const answer = s.group.fromBots[0]
  expect(answer?.thread).toBe(question.thread)
  s.ann.sends(s.group, 'and then?', { thread: question.thread ?? '' })
  await reply(s, s.group.last ?? expect.unreachable())
  await s.quiet()
  expect(s.heard[1]).toMatchObject({ root_id: question.id, parent_id: question.id, thread_id: question.thread })
  expect(s.group.inThread(question.thread ?? '')).toHaveLength(4)
  expect(s.group.last?.root).toBe(question)
})

test('in a topic group every message is in a topic', async () => {
  const s = await hearing()
  const topics = s.feishu.group({ members: [s.ann], topics: true })
  const question = s.ann.sends(topics, 'Hello')
  await reply(s, question)
  await s.quiet()
  expect(s.heard).toMatchObject([{ thread_id: question.thread }])
  expect(topics.last?.thread).toBe(question.thread)
})

test('reactions, recalls and changes of membership are told', async () => {
  const seen: string[] = []
  const note = (event: JsonObject) => void seen.push(String(event.event_type).replace('im.', ''))
  const types = [
    'im.message.recalled_v1',
    'im.message.reaction.created_v1',
    'im.message.reaction.deleted_v1',
    'im.chat.member.bot.added_v1',
    'im.chat.member.bot.deleted_v1',
  ]
  const s = await hearing({}, Object.fromEntries(types.map((type) => [type, note])))
  const message = s.ann.sends(s.chat, 'Hello')
  await react(s, message)
  s.ann.reacts(message, 'OK')
  s.ann.unreacts(message, 'OK')
  s.ann.recalls(message)
  const other = s.feishu.group({ members: [s.ann], bots: [] })
  s.ann.adds(other, s.bot)
  s.ann.removes(other, s.bot)
  await s.quiet()
  expect(seen).toEqual([
    'message.reaction.created_v1',
    'message.reaction.created_v1',
    'message.reaction.deleted_v1',
    'message.recalled_v1',
    'chat.member.bot.added_v1',
    'chat.member.bot.deleted_v1',
  ])
  expect(s.feishu.violations).toEqual([])
})

test('a chat says who owns and who manages it, and a bot who it is', async () => {
  const s = await hearing()
  const bob = s.feishu.user({ name: 'Bob' })
  const group = s.feishu.group({ name: 'Ops', members: [s.ann], admins: [bob] })
  const { data } = await s.client.im.v1.chat.get({ path: { chat_id: group.id } })
  expect(data).toMatchObject({
    name: 'Ops',
    owner_id: s.ann.openId(),
    user_manager_id_list: [bob.openId()],
    chat_mode: 'group',
  })
  const info = await s.client.request({ method: 'GET', url: '/open-apis/bot/v3/info' })
  expect(info).toMatchObject({ bot: { open_id: s.bot.openId, app_name: 'Holdline' } })
})

test('reactions on a message are listed, by kind', async () => {
  const s = await hearing()
  const message = s.ann.sends(s.chat, 'Hello')
  s.ann.reacts(message, 'OK')
  await react(s, message)
  const list = (params: object = {}) =>
    s.client.im.v1.messageReaction.list({ path: { message_id: message.id }, params })
  expect((await list()).data?.items).toHaveLength(2)
  expect((await list({ reaction_type: 'Typing' })).data?.items).toMatchObject([{ operator: { operator_type: 'app' } }])
})

test('the people of a chat are listed with their names, page by page; bots are not', async () => {
  const s = await hearing()
  const people = ['Bob', 'Cho', 'Dan'].map((name) => s.feishu.user({ name }))
  const group = s.feishu.group({ members: [s.ann, ...people] })
  const list = (params: object) => s.client.im.v1.chatMembers.get({ path: { chat_id: group.id }, params })
  const first = await list({ member_id_type: 'open_id', page_size: 3 })
  expect(first.data).toMatchObject({ has_more: true, member_total: 4 })
  expect(first.data?.items?.[0]).toMatchObject({ member_id: s.ann.openId(), name: 'Ann' })
  const second = await list({ page_size: 3, page_token: first.data?.page_token })
  expect(second.data?.items?.map(({ name }) => name)).toEqual(['Dan'])
  expect(second.data?.has_more).toBe(false)
})
