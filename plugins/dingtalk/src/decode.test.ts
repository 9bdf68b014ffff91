import { expect, test } from 'vitest'
import { decodeMessage } from './decode.ts'

const CTX = { account: 'default', clientId: 'dingapp', now: 1_790_000_000_000 }

const DIRECT = {
  conversationType: '1',
  conversationId: 'cidDirect==',
  msgId: 'msgA==',
  msgtype: 'text',
  text: { content: 'hello' },
  senderId: '$:LWCP_v1:$ann',
  senderStaffId: 'ann01',
  senderNick: 'Ann',
  isAdmin: true,
  chatbotUserId: '$:LWCP_v1:$bot',
  robotCode: 'dingapp',
  sessionWebhook: 'https://oapi.dingtalk.com/robot/sendBySession?session=s',
  sessionWebhookExpiredTime: 1_790_005_400_000,
}

const GROUP = {
  ...DIRECT,
  conversationType: '2',
  conversationId: 'cidGroup==',
  isInAtList: true,
  text: { content: ' hi' },
}

const decode = (message: object) => decodeMessage(JSON.stringify(message), CTX)

test('a direct message is known by its person, and addressed', () => {
  expect(decode(DIRECT)).toMatchObject({
    type: 'message',
    inbound: {
      dedupeKey: 'dingtalk:dingapp:msgA==',
      chat: { channel: 'dingtalk', account: 'default', kind: 'direct', chat: 'ann01' },
      sender: { id: 'ann01', name: 'Ann', admin: true },
      text: 'hello',
      address: { by: 'direct' },
      ref: 'msgA==',
      receivedAt: CTX.now,
    },
    place: {
      conversationId: 'cidDirect==',
      robotCode: 'dingapp',
      webhook: { url: DIRECT.sessionWebhook, until: DIRECT.sessionWebhookExpiredTime },
    },
  })
})

test('a group message is known by its conversation, a mention, and without the space that the name has left', () => {
  const { inbound } = { inbound: undefined, ...decode(GROUP) }
  expect(inbound).toMatchObject({ chat: { kind: 'group', chat: 'cidGroup==' }, text: 'hi', address: { by: 'mention' } })
})

test('a group message that does not mention the robot is not addressed to it, should DingTalk deliver one', () => {
  const { inbound } = { inbound: undefined, ...decode({ ...GROUP, isInAtList: false }) }
  expect(inbound).toMatchObject({ address: { by: 'none' } })
})

test('somebody without a staff id is known by DingTalk’s own id', () => {
  for (const senderStaffId of [undefined, '']) {
    const { inbound } = { inbound: undefined, ...decode({ ...DIRECT, senderStaffId }) }
    expect(inbound).toMatchObject({ sender: { id: '$:LWCP_v1:$ann' }, chat: { chat: '$:LWCP_v1:$ann' } })
  }
})

test('a button’s message is a tap; what only looks like one is not', () => {
  expect(decode({ ...DIRECT, text: { content: '/cancel #abcdefg2' } })).toMatchObject({
    type: 'tap',
    words: { action: 'cancel', code: 'abcdefg2' },
  })
  expect(decode({ ...GROUP, text: { content: '  /wait #abcdefg2 ' } })).toMatchObject({ type: 'tap' })
  expect(decode({ ...GROUP, text: { content: ' /choose Allow #1 once #abcdefg2' } })).toMatchObject({
    words: { code: 'abcdefg2' },
  })
  for (const content of [
    '/cancel',
    '/cancel 2',
    '/cancel #1234567',
    '/model #abcdefg2',
    'see #abcdefg2',
    '/cancel #abcdefg2 now',
  ])
    expect(decode({ ...DIRECT, text: { content } }), content).toMatchObject({
      type: 'message',
      inbound: { text: content },
    })
})

test.for([
  ['picture', { content: { downloadCode: 'p' } }, { attachments: [{ kind: 'image', ref: { code: 'p' } }] }],
  ['picture', { content: '{"pictureDownloadCode":"p"}' }, { attachments: [{ kind: 'image', ref: { code: 'p' } }] }],
  ['audio', { content: { downloadCode: 'a', recognition: 'hi' } }, { attachments: [{ kind: 'voice', text: 'hi' }] }],
  ['video', { content: { downloadCode: 'v' } }, { attachments: [{ kind: 'video' }] }],
  ['file', { content: { downloadCode: 'f', fileName: 'a.pdf' } }, { attachments: [{ kind: 'file', name: 'a.pdf' }] }],
  [
    'richText',
    { content: { richText: [{ text: 'see ' }, { type: 'picture', downloadCode: 'p' }, { text: 'this' }] } },
    { text: 'see this', attachments: [{ kind: 'image', ref: { code: 'p' } }] },
  ],
  ['unknownMsgType', {}, { refused: 'unsupported' }],
  ['text', { text: { content: '  ' } }, { refused: 'unsupported' }],
] as const)('%s is understood: %j', ([msgtype, content, expected]) => {
  const { text: _, ...rest } = DIRECT
  expect(decode({ ...rest, msgtype, ...content })).toMatchObject({ inbound: expected })
})

test.for([
  [{ content: { text: 'quoted' } }, 'quoted'],
  [{ content: 'quoted' }, 'quoted'],
  [{ content: { richText: [{ msgType: 'text', content: 'quo' }, { text: 'ted' }] } }, 'quoted'],
  [{ msgType: 'picture' }, undefined],
] as const)('a quote is read in the shapes that were seen: %j', ([repliedMsg, expected]) => {
  const { inbound } = {
    inbound: undefined,
    ...decode({ ...DIRECT, text: { content: 'why?', isReplyMsg: true, repliedMsg } }),
  }
  expect(inbound?.quote).toBe(expected)
})

test('the robot’s own messages are ignored, and what is none is refused', () => {
  expect(decode({ ...DIRECT, senderId: DIRECT.chatbotUserId })).toEqual({ type: 'ignored', why: 'own_message' })
  expect(() => decode({ ...DIRECT, msgId: '' })).toThrow()
  expect(() => decodeMessage('no JSON', CTX)).toThrow()
})
