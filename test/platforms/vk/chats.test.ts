import { expect, test } from 'vitest'
import { document, mention, photo, sticker, voice } from './content.ts'
import { poll, type Scene, say, scene, updatesOf } from './scene.ts'

async function heard(s: Scene, act: () => void) {
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  act()
  return updatesOf(await poll(session, session.ts)).map(({ object }) => {
    const { text } = JSON.parse(JSON.stringify(object)).message
    return text
  })
}

test('a new bot hears only what concerns it; with the right to all messages, or as an administrator, it hears all', async () => {
  const s = await scene()
  const team = s.vk.chat({ members: [s.ann] })
  await say(s, { peer_id: team.peerId })
  const [own] = team.fromBots
  const address = mention(s.community, '@holdline')
  const talk = () => {
    s.ann.sends(team, 'to all')
    s.ann.sends(team, `${address}, hello`)
    s.ann.sends(team, '@holdline typed')
    s.ann.sends(team, 'a reply', { replyTo: own ?? expect.unreachable() })
  }
  const concerning = [`[club${s.community.id}|@holdline], hello`, '@holdline typed', 'a reply']
  expect(await heard(s, talk)).toEqual(concerning)
  s.ann.lets(team, s.community, { hearsAll: true })
  expect(await heard(s, talk)).toEqual(['to all', ...concerning])
  s.ann.lets(team, s.community, { hearsAll: false, admin: true })
  expect(await heard(s, talk)).toEqual(['to all', ...concerning])
})

test('messages in a chat have no id of their own, only a number in the conversation', async () => {
  const s = await scene()
  const team = s.vk.chat({ members: [s.ann], hearsAll: true })
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  const first = s.ann.sends(team, 'one')
  s.ann.sends(team, 'two', { replyTo: first, forwarded: [first] })
  s.ann.sends(s.chat, 'direct')
  const [, two, direct] = updatesOf(await poll(session, session.ts))
  const quoted = { text: 'one', conversation_message_id: 1, from_id: s.ann.id }
  const number = { id: 0, conversation_message_id: 2, peer_id: 2_000_000_001 }
  expect(two).toMatchObject({ object: { message: { ...number, reply_message: quoted, fwd_messages: [quoted] } } })
  expect(direct).toMatchObject({ object: { message: { id: expect.any(Number), peer_id: s.ann.id } } })
  expect(direct).not.toMatchObject({ object: { message: { id: 0 } } })
})

test('each community knows a chat by a number of its own', async () => {
  const s = await scene()
  const other = s.vk.addCommunity()
  s.vk.chat({ members: [s.ann] })
  const shared = s.vk.chat({ members: [s.ann], communities: [s.community, other] })
  expect([shared.peerIdFor(s.community), shared.peerIdFor(other)]).toEqual([2_000_000_002, 2_000_000_001])
})

test('members who come and go are told as actions', async () => {
  const s = await scene()
  const team = s.vk.chat({ members: [s.ann] })
  const bob = s.vk.person({ firstName: 'Bob' })
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  s.ann.adds(team, bob)
  bob.leaves(team)
  s.ann.kicks(team, s.community)
  s.ann.sends(team, 'alone at last')
  const actions = [
    { type: 'chat_invite_user', member_id: bob.id },
    { type: 'chat_kick_user', member_id: bob.id },
    { type: 'chat_kick_user', member_id: -s.community.id },
  ]
  const expected = actions.map((action) => ({ object: { message: { action } } }))
  expect(updatesOf(await poll(session, session.ts))).toMatchObject(expected)
})

test('an administrator sees the conversation and its members', async () => {
  const s = await scene()
  const bob = s.vk.person({ firstName: 'Bob' })
  const team = s.vk.chat({ title: 'Plans', members: [s.ann, bob], admins: [s.community] })
  const peer_id = team.peerId
  const { items } = await s.api.messages.getConversationsById({ peer_ids: peer_id })
  expect(items).toMatchObject([
    { peer: { id: peer_id, type: 'chat', local_id: 1 }, chat_settings: { title: 'Plans', owner_id: s.ann.id } },
  ])
  const members = await s.api.messages.getConversationMembers({ peer_id })
  expect(members.items).toMatchObject([
    { member_id: s.ann.id, is_admin: true, is_owner: true },
    { member_id: bob.id },
    { member_id: -s.community.id, is_admin: true },
  ])
  const users = await s.api.users.get({ user_ids: [bob.id, 5] })
  expect(users).toMatchObject([{ id: bob.id, first_name: 'Bob' }])
})

test('attachments can be fetched where they say', async () => {
  const s = await scene()
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  const bytes = new TextEncoder().encode('Тест')
  s.ann.sends(s.chat, {
    text: 'See',
    attachments: [document({ bytes, name: 'план.txt' }), photo(), voice(), sticker()],
  })
  const [event] = updatesOf(await poll(session, session.ts))
  const { attachments } = JSON.parse(JSON.stringify(event?.object)).message
  expect(attachments.map(({ type }: { type: string }) => type)).toEqual(['doc', 'photo', 'audio_message', 'sticker'])
  expect(attachments[0].doc).toMatchObject({ title: 'план.txt', ext: 'txt', size: bytes.length })
  expect(await (await fetch(attachments[0].doc.url)).text()).toBe('Тест')
  expect((await fetch(attachments[3].sticker.images[0].url)).headers.get('content-type')).toBe('image/png')
  expect((await fetch(`${s.url}/files/1/x/y`)).status).toBe(404)
})

test('events of an older version are the bare message', async () => {
  const s = await scene({ community: { longPoll: { apiVersion: '5.80' } } })
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  s.ann.sends(s.chat, 'bare')
  expect(updatesOf(await poll(session, session.ts))).toMatchObject([{ v: '5.80', object: { text: 'bare' } }])
})

test('comments and new members are events of a community, too', async () => {
  const s = await scene({ community: { longPoll: { events: ['wall_reply_new', 'group_join', 'message_deny'] } } })
  const session = await s.api.groups.getLongPollServer({ group_id: s.community.id })
  s.ann.comments(s.community, 'Nice')
  s.ann.joins(s.community)
  s.ann.denies(s.community)
  s.ann.allows(s.community)
  const types = updatesOf(await poll(session, session.ts)).map(({ type }) => type)
  expect(types).toEqual(['wall_reply_new', 'group_join', 'message_deny'])
})
