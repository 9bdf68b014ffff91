import type { ChatRef, Notice } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { encodeMention, encodeNotice, encodeReply, fileName, uuidOf } from './encode.ts'
import { MAX_PART_TEXT, MAX_RICH_BYTES, MAX_UUID } from './limits.ts'

const GROUP: ChatRef = { channel: 'feishu', account: 'default', kind: 'group', chat: 'oc_1', thread: 'omt_1' }
const ANN = { id: 'ou_ann', name: 'Ann' }

const NOTICE: Notice = {
  noticeId: 'n1',
  chat: GROUP,
  revision: 1,
  kind: 'busy',
  state: 'live',
  text: 'Busy\n<at id=all></at>',
  elapsedMs: 0,
  buttons: [{ action: 'cancel', label: 'Cancel', token: 't1', style: 'danger' }],
  locale: 'en',
}

const json = (content: string) => JSON.parse(content)

test('a notice is a card of plain text that can be changed, with buttons that call back', () => {
  const { schema, config, body } = json(encodeNotice(NOTICE).content)
  expect(schema).toBe('2.0')
  expect(config).toEqual({ update_multi: true, summary: { content: 'Busy' } })
  const [text, row] = body.elements
  expect(text).toEqual({ tag: 'div', text: { tag: 'plain_text', content: 'Busy\n<at id=all></at>' } })
  expect(row.columns[0].elements[0]).toEqual({
    tag: 'button',
    type: 'danger',
    text: { tag: 'plain_text', content: 'Cancel' },
    behaviors: [
      {
        type: 'callback',
        value: { by: 'holdline', action: 'cancel', token: 't1', notice: 'n1', kind: 'group', thread: 'omt_1' },
      },
    ],
  })
})

test('each reader sees their own language, and nobody two', () => {
  const translations = [{ locale: 'zh-CN', text: '忙', labels: { cancel: '取消' } }]
  const [text, row] = json(encodeNotice({ ...NOTICE, text: 'Busy', translations }).content).body.elements
  expect(text.text.i18n_content).toEqual({ en_us: 'Busy', zh_cn: '忙', zh_hk: '忙', zh_tw: '忙' })
  expect(row.columns[0].elements[0].text.i18n_content).toMatchObject({ en_us: 'Cancel', zh_cn: '取消' })
  expect(encodeNotice(NOTICE).content).not.toContain('i18n_content')
})

test('a closed notice has no row of buttons', () => {
  expect(json(encodeNotice({ ...NOTICE, buttons: [] }).content).body.elements).toHaveLength(1)
})

test('an answer is a card; for when that is refused, rich text, and plain text', () => {
  const forms = encodeReply({ text: '**Done** <at user_id="all"></at>', mention: [ANN], chat: GROUP })
  expect(forms.map(({ type }) => type)).toEqual(['interactive', 'post', 'text'])
  const [card, post, text] = forms.map(({ content }) => json(content))
  expect(card.body.elements[0].content).toMatch(/^\*\*Done\*\* &#60;at .*\n\n<at id=ou_ann><\/at>$/s)
  expect(post.zh_cn.content).toEqual([
    [{ tag: 'text', text: '**Done** <at user_id="all"></at>' }],
    [{ tag: 'at', user_id: 'ou_ann' }],
  ])
  expect(text.text.match(/<at/g)).toHaveLength(1)
})

test('in a direct chat nobody is mentioned, and a made-up id never is', () => {
  const direct: ChatRef = { ...GROUP, kind: 'direct' }
  expect(encodeReply({ text: 'x', mention: [ANN], chat: direct })[0]?.content).not.toContain('<at')
  expect(encodeReply({ text: 'x', mention: [{ id: 'all' }], chat: GROUP })[0]?.content).not.toContain('<at')
  expect(encodeMention({ mention: [], chat: GROUP })).toBeUndefined()
})

test.each(['字'.repeat(MAX_PART_TEXT), 'я'.repeat(MAX_PART_TEXT), 'word '.repeat(MAX_PART_TEXT / 5)])(
  'a part of full length fits a card: %.5s…',
  (text) => {
    const [best] = encodeReply({ text, mention: [ANN], chat: GROUP })
    expect(best?.type).toBe('interactive')
    expect(Buffer.byteLength(best?.content ?? '')).toBeLessThanOrEqual(MAX_RICH_BYTES)
  },
)

test('what would be too large as a card goes in a form that is not', () => {
  const forms = encodeReply({ text: '<'.repeat(9000), mention: [], chat: GROUP })
  expect(forms.map(({ type }) => type)).toEqual(['post', 'text'])
})

test('an empty answer still shows something', () => {
  expect(json(encodeReply({ text: ' \0 ', mention: [], chat: GROUP })[0]?.content ?? '').body.elements[0].content).toBe(
    '…',
  )
})

test('a key is short, and its own for every part', () => {
  expect(uuidOf('a', 'b').length).toBeLessThanOrEqual(MAX_UUID)
  expect(uuidOf('a', 'b')).toBe(uuidOf('a', 'b'))
  expect(uuidOf('a', 'b')).not.toBe(uuidOf('ab', ''))
})

test('a file’s name is no path', () => {
  expect(fileName('../a/b.md')).toBe('.._a_b.md')
})
