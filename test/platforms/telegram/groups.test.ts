import { expect, test } from 'vitest'
import { mention } from './content.ts'
import { type Scene, scene } from './scene.ts'

/** The texts that the bot gets, of messages new and edited. */
async function heard({ api, clock }: Scene): Promise<(string | undefined)[]> {
  clock.advance(3_000)
  const updates = await api.getUpdates()
  await api.getUpdates({ offset: -1 })
  return updates.map(({ message, edited_message }) => (message ?? edited_message)?.text)
}

test('in privacy mode a bot hears what concerns it', async () => {
  const s = await scene()
  const group = s.telegram.group({ members: [s.ann] })
  s.ann.sends(group, 'to nobody')
  s.ann.sends(group, 'ask @Holdline_Bot')
  s.ann.sends(group, ['ask ', mention(s.bot, 'the bot')])
  s.ann.sends(group, '/status')
  s.ann.sends(group, '/status@holdline_bot')
  s.ann.sends(group, '/status@other_bot')
  const { message_id } = await s.api.sendMessage(group.id, 'Busy')
  s.ann.sends(group, 'a reply', { replyTo: group.message(message_id) ?? expect.unreachable() })
  s.ann.sends(group, 'a reply to Ann', { replyTo: group.messages[0] ?? expect.unreachable() })
  expect(await heard(s)).toEqual(['ask @Holdline_Bot', 'ask the bot', '/status', '/status@holdline_bot', 'a reply'])
})

test('without privacy mode, or as an admin, a bot hears everything', async () => {
  const s = await scene({ bot: { privacy: false } })
  expect((await s.api.getMe()).can_read_all_group_messages).toBe(true)
  s.ann.sends(s.telegram.group({ members: [s.ann] }), 'one')
  s.bot.privacy = true
  const group = s.telegram.group({ members: [s.ann] })
  s.ann.sends(group, 'unheard')
  s.ann.promotes(group, s.bot)
  s.ann.sends(group, 'two')
  expect(await heard(s)).toEqual(['one', undefined, 'two'])
})

test('a change of privacy mode holds only for groups that the bot joins afterwards', async () => {
  const s = await scene()
  const group = s.telegram.group({ members: [s.ann] })
  s.bot.privacy = false
  s.ann.sends(group, 'unheard')
  s.ann.kicks(group, s.bot)
  s.ann.adds(group, s.bot)
  s.ann.sends(group, 'heard')
  expect((await heard(s)).filter((text) => text !== undefined)).toEqual(['heard'])
})

test('a command without a name goes to the bot that spoke last', async () => {
  const s = await scene()
  const other = s.telegram.account()
  const group = s.telegram.group({ members: [s.ann], bots: [s.bot, other] })
  s.ann.sends(group, '/one')
  await s.api.sendMessage(group.id, 'Hi')
  s.ann.sends(group, '/two')
  const texts = other.queue.list().map(({ body }) => body.message)
  expect(texts).toEqual([expect.objectContaining({ text: '/one' })])
  expect(await heard(s)).toEqual(['/one', '/two'])
})

test('other bots are not heard, unless this bot is one that hears bots', async () => {
  const deaf = await scene({ bot: { privacy: false } })
  const hearing = await scene({ bot: { privacy: false, hearsBots: true } })
  for (const s of [deaf, hearing]) {
    const robot = s.telegram.user({ firstName: 'Robot', isBot: true })
    robot.sends(s.telegram.group({ members: [s.ann, robot] }), 'beep')
  }
  expect([await heard(deaf), await heard(hearing)]).toEqual([[], ['beep']])
})

test('people edit and touch their messages, and the bot hears it as it heard the message', async () => {
  const s = await scene()
  const group = s.telegram.group({ members: [s.ann] })
  const unheard = s.ann.sends(group, 'one')
  s.ann.edits(unheard, 'one more')
  const message = s.ann.sends(group, '@holdline_bot two')
  s.ann.edits(message, '@holdline_bot two more')
  s.telegram.retouch(message)
  expect(await heard(s)).toEqual(['@holdline_bot two', '@holdline_bot two more', '@holdline_bot two more'])
  expect(message.edits).toBe(2)
})

test('what is in a topic carries its thread, and seems to reply to the message that opened the topic', async () => {
  const s = await scene({ bot: { privacy: false } })
  const forum = s.telegram.group({ members: [s.ann], topics: [{ name: 'Support', by: s.bot }] })
  const thread = Math.max(...forum.topics.keys())
  s.ann.sends(forum, 'in the topic', { thread })
  s.ann.sends(forum, 'in General')
  await s.api.sendMessage(forum.id, 'answer', { message_thread_id: thread })
  const [topic, general] = (await s.api.getUpdates()).map(({ message }) => message)
  expect(topic).toMatchObject({
    message_thread_id: thread,
    is_topic_message: true,
    reply_to_message: { message_id: thread, from: { id: s.bot.id }, forum_topic_created: { name: 'Support' } },
  })
  expect([general?.message_thread_id, general?.reply_to_message, general?.chat.is_forum]).toEqual([
    undefined,
    undefined,
    true,
  ])
  expect(forum.last).toMatchObject({ text: 'answer', thread })
})

test('topics are opened, closed and opened again where people see it', async () => {
  const s = await scene({ bot: { privacy: false } })
  const forum = s.telegram.group({ members: [s.ann], forum: true })
  const ben = s.telegram.user({ firstName: 'Ben' })
  s.ann.adds(forum, ben)
  const thread = s.ann.opensTopic(forum, 'Support')
  s.ann.closesTopic(forum, thread)
  expect(() => ben.sends(forum, 'Hi', { thread })).toThrow('Support is closed')
  s.ann.reopensTopic(forum, thread)
  ben.sends(forum, 'Hi', { thread })
  s.ann.deletesTopic(forum, thread)
  expect(forum.messages.map(({ text }) => text)).not.toContain('Hi')
  const messages = (await s.api.getUpdates()).map(({ message }) => Object.keys(message ?? {}).at(-1))
  expect(messages).toEqual([
    'new_chat_member',
    'forum_topic_created',
    'forum_topic_closed',
    'forum_topic_reopened',
    'text',
  ])
})

test('replies in a supergroup without topics have a thread that is no topic', async () => {
  const s = await scene()
  const group = s.telegram.group({ members: [s.ann], type: 'supergroup' })
  const first = s.ann.sends(group, 'first')
  s.ann.sends(group, '@holdline_bot second', { replyTo: first, quote: 'first' })
  const [update] = await s.api.getUpdates()
  expect(update?.message).toMatchObject({
    message_thread_id: first.id,
    reply_to_message: { text: 'first' },
    quote: { text: 'first' },
  })
  expect(update?.message?.is_topic_message).toBeUndefined()
})

test('a group becomes a supergroup: a new id, new message ids, a word about it in both', async () => {
  const s = await scene()
  const old = s.telegram.group({ members: [s.ann], title: 'Team' })
  const before = s.ann.sends(old, '/one')
  const migrated = s.ann.migrates(old)
  const after = s.ann.sends(migrated, '/two')
  expect([migrated.type, migrated.title, old.migratedTo]).toEqual(['supergroup', 'Team', migrated])
  expect(after.id).toBeLessThan(before.id)
  expect(() => s.ann.sends(old, 'too late')).toThrow('has become a supergroup')
  const service = (await s.api.getUpdates()).map(({ message }) => message)
  expect(service[1]).toMatchObject({ chat: { id: old.id }, migrate_to_chat_id: migrated.id })
  expect(service[2]).toMatchObject({ chat: { id: migrated.id }, migrate_from_chat_id: old.id })
  await s.api.sendMessage(migrated.id, 'Here')
})

test('posts of a channel appear in its discussion group, where comments reply to them', async () => {
  const s = await scene({ bot: { privacy: false } })
  const group = s.telegram.group({ members: [s.ann], type: 'supergroup' })
  const channel = s.telegram.channel({ admins: [s.ann, s.bot], discussion: group, title: 'News' })
  s.ann.posts(channel, 'Breaking')
  const forwarded = group.last ?? expect.unreachable()
  s.ann.sends(group, 'A comment', { replyTo: forwarded })
  s.ann.sends(group, 'As the channel', { as: channel })
  const [post, copy, comment, asChannel] = await s.api.getUpdates()
  expect(post?.channel_post).toMatchObject({ chat: { type: 'channel' }, text: 'Breaking' })
  expect(post?.channel_post?.from).toBeUndefined()
  expect(copy?.message).toMatchObject({
    from: { id: 777_000 },
    sender_chat: { id: channel.id },
    is_automatic_forward: true,
  })
  expect(comment?.message?.message_thread_id).toBe(forwarded.id)
  expect(asChannel?.message).toMatchObject({ from: { id: 136_817_688 }, sender_chat: { id: channel.id } })
})

test('who is what in a chat is told, and can be asked', async () => {
  const s = await scene()
  const ben = s.telegram.user({ firstName: 'Ben' })
  const group = s.telegram.group({ members: [s.ann, ben], type: 'supergroup' })
  s.ann.promotes(group, ben, ['can_delete_messages'])
  s.ann.promotes(group, s.bot)
  s.ann.restricts(group, s.bot, { canSend: false })
  s.ann.kicks(group, s.bot)
  const changes = (await s.api.getUpdates()).map(({ my_chat_member: mine }) => mine?.new_chat_member.status)
  expect(changes).toEqual(['administrator', 'restricted', 'kicked'])
  s.ann.adds(group, s.bot)
  expect((await s.api.getChatMember(group.id, ben.id)).status).toBe('administrator')
  expect((await s.api.getChatMember(group.id, s.telegram.user().id)).status).toBe('left')
  const admins = await s.api.getChatAdministrators(group.id)
  expect(admins.map(({ user, status }) => [user.first_name, status])).toEqual([
    ['Ann', 'creator'],
    ['Ben', 'administrator'],
  ])
  expect(await s.api.getChat(group.id)).toMatchObject({ id: group.id, type: 'supergroup', title: 'Team' })
})

test('blocking and unblocking is told', async () => {
  const s = await scene()
  s.ann.blocks()
  expect(() => s.ann.sends(s.chat, 'Hi')).toThrow('has blocked the bot')
  s.ann.unblocks()
  s.ann.sends(s.chat, 'Hi')
  const [blocked, unblocked, message] = await s.api.getUpdates()
  expect(blocked?.my_chat_member).toMatchObject({ chat: { id: s.ann.id }, new_chat_member: { status: 'kicked' } })
  expect(unblocked?.my_chat_member?.new_chat_member.status).toBe('member')
  expect(message?.message?.text).toBe('Hi')
})

test('reactions are told to admins that ask for them', async () => {
  const s = await scene()
  const group = s.telegram.group({ members: [s.ann], botIsAdmin: true })
  await s.api.getUpdates({ allowed_updates: ['message_reaction'] })
  const message = s.ann.sends(group, 'Hi')
  s.ann.reacts(message, '👍')
  const [update] = await s.api.getUpdates({ offset: 1 })
  expect(update?.message_reaction).toMatchObject({
    message_id: message.id,
    user: { id: s.ann.id },
    new_reaction: [{ emoji: '👍' }],
  })
})

test('business messages and guest messages come as such, from chats that the bot is not in', async () => {
  const s = await scene({ bot: { supportsGuestQueries: true } })
  const customer = s.telegram.user({ firstName: 'Customer' })
  const connection = s.telegram.business(s.ann)
  customer.writesTo(connection, 'Are you open?')
  customer.asksGuest(s.bot, '@holdline_bot help')
  const [connected, business, guest] = await s.api.getUpdates()
  expect(connected?.business_connection).toMatchObject({ id: connection.id, user: { id: s.ann.id }, is_enabled: true })
  expect(business?.business_message).toMatchObject({
    business_connection_id: connection.id,
    text: 'Are you open?',
    chat: { id: customer.id },
  })
  expect(guest?.guest_message?.guest_query_id).toMatch(/^guest-/)
  expect((await s.api.getMe()).supports_guest_queries).toBe(true)
})

test('a menu is kept for its scope and language', async () => {
  const { api } = await scene()
  const scope = { type: 'all_group_chats' } as const
  await api.setMyCommands([{ command: 'new', description: 'New' }])
  await api.setMyCommands([{ command: 'new', description: 'Новый' }], { language_code: 'ru', scope })
  expect(await api.getMyCommands({ language_code: 'ru', scope })).toEqual([{ command: 'new', description: 'Новый' }])
  expect(await api.getMyCommands({ language_code: 'ru' })).toEqual([])
  await api.deleteMyCommands()
  expect(await api.getMyCommands()).toEqual([])
})

test('a wait that fails says what there was', async () => {
  const { ann, chat } = await scene()
  ann.sends(chat, 'Hello')
  await expect(chat.until(() => chat.last?.text === 'Bye', { timeoutMs: 1 })).rejects.toThrow('Ann: "Hello"')
})
