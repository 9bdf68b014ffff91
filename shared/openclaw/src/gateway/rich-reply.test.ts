import type { ChannelCapabilities, OutboxPart } from '@holdline/bridge'
import { expect, test } from 'vitest'
import type { ReplyPayload } from '../host/inbound.ts'
import type { HostButton } from './presentation.ts'
import { isRich, richParts } from './rich-reply.ts'

const CHAT = { channel: 'telegram', account: 'default', kind: 'direct', chat: '1' } as const
const PLAIN: ChannelCapabilities = {
  edit: true,
  stream: false,
  files: false,
  idempotentSend: false,
  editEveryMs: 1,
  refusesInline: false,
}
const CAN_ALL = { ...PLAIN, media: true, buttons: true }
const CARD = {
  blocks: [
    { type: 'text', text: 'Go?' },
    { type: 'buttons', buttons: [{ label: 'Yes', value: '/yes' }] },
  ],
}

/** Files under `/lost` cannot be had. */
function made(
  payload: ReplyPayload,
  capabilities: ChannelCapabilities,
  linked = false,
): Promise<readonly OutboxPart[]> {
  return richParts(payload, CHAT, {
    capabilities,
    choices: {
      offer: async (_chat: unknown, buttons: readonly HostButton[]) =>
        buttons.map(({ label, style }) => ({ label, style, token: 't' })),
    },
    keep: async (source) =>
      source.startsWith('/lost') ? null : { key: 'k', name: 'a.png', media: 'image', mimeType: 'image/png' },
    split: (text) => [{ type: 'text', text }],
    ...(linked ? { linkTo: ({ key, name }) => `./files/${key}/${name}` } : {}),
  })
}

test('text is no more than words; cards and files are', () => {
  expect(isRich({ text: 'a' })).toBe(false)
  expect(isRich({ mediaUrls: ['/a.png'] })).toBe(true)
  expect(isRich({ presentation: CARD })).toBe(true)
})

test('a channel that can gets buttons below the text, and then the files', async () => {
  expect(await made({ text: 'Look', mediaUrl: '/a.png', mediaUrls: ['/a.png'], presentation: CARD }, CAN_ALL)).toEqual([
    { type: 'text', text: 'Look\n\nGo?', buttons: [{ label: 'Yes', style: 'secondary', token: 't' }] },
    { type: 'file', text: '', name: 'a.png', blob: 'k', media: 'image', mimeType: 'image/png' },
  ])
})

test('words of the card that stand in the text already are not said again', async () => {
  const [text] = await made({ text: 'Go?', presentation: CARD }, CAN_ALL)
  expect(text?.text).toBe('Go?')
})

test('a channel that cannot gets words, and links where it shows files by link', async () => {
  expect(await made({ mediaUrl: '/a.png', presentation: CARD }, PLAIN)).toEqual([
    { type: 'text', text: 'Go?\n\n- Yes: `/yes`\n\n📎 a.png' },
  ])
  expect(await made({ mediaUrl: '/a.png' }, PLAIN, true)).toEqual([{ type: 'text', text: '![a.png](./files/k/a.png)' }])
})

test('a file that cannot be had is named: an address as it is, a path by its last piece', async () => {
  expect(await made({ text: 'See', mediaUrls: ['/lost/secret/b.pdf'] }, CAN_ALL)).toEqual([
    { type: 'text', text: 'See\n\n📎 b.pdf' },
  ])
  expect(await made({ mediaUrls: ['https://e.example/c.png'] }, PLAIN)).toEqual([
    { type: 'text', text: 'https://e.example/c.png' },
  ])
})
