import { expect, test } from 'vitest'
import { approvalCard, buttonsAlone, cardInWords, readCard } from './presentation.ts'

const CARD = {
  title: 'Deploy',
  tone: 'warning',
  blocks: [
    { type: 'text', text: 'The canary is ready.' },
    { type: 'divider' },
    { type: 'context', text: 'Build 7' },
    {
      type: 'buttons',
      buttons: [
        { label: 'Approve', style: 'success', action: { type: 'callback', value: 'deploy:yes' } },
        { label: 'Stop', style: 'danger', action: { type: 'command', command: '/stop' } },
        { label: 'Notes', action: { type: 'url', url: 'https://example.com/notes' } },
        { label: 'Off', disabled: true, action: { type: 'callback', value: 'x' } },
      ],
    },
  ],
}

test('a card is words and buttons; a button that is off is none', () => {
  const card = readCard(CARD)
  expect(card?.text).toBe('**Deploy**\n\nThe canary is ready.\n\n---\n\nBuild 7')
  expect(card?.buttons.map(({ label, style, effect }) => [label, style, effect])).toEqual([
    ['Approve', 'primary', { type: 'say', text: 'deploy:yes' }],
    ['Stop', 'danger', { type: 'say', text: '/stop' }],
    ['Notes', 'secondary', { type: 'open', url: 'https://example.com/notes' }],
  ])
})

test('without buttons, what can be written instead is said, and nothing opaque', () => {
  const card = readCard(CARD)
  expect(card === null ? '' : cardInWords(card)).toMatch(
    /Build 7\n\n- Approve\n- Stop: `\/stop`\n- \[Notes\]\(https:\/\/example\.com\/notes\)$/,
  )
})

test('approvals and questions of the host are answered in its own words', () => {
  const effect = (action: unknown) =>
    readCard({ blocks: [{ type: 'buttons', buttons: [{ label: 'Yes', action }] }] })?.buttons[0]?.effect
  expect(effect({ type: 'approval', approvalId: 'a1', approvalKind: 'exec', decision: 'deny' })).toEqual({
    type: 'say',
    text: '/approve a1 deny',
  })
  expect(effect({ type: 'question', questionId: 'q', optionValue: 'o1' })).toEqual({ type: 'say', text: 'Yes' })
  expect(effect({ type: 'question', questionId: 'q', intent: 'custom-input' })).toBe(undefined)
})

test('options of a selection are buttons, in their old form as well', () => {
  const card = readCard({
    blocks: [{ type: 'select', placeholder: 'Where?', options: [{ label: 'Here', value: 'here' }] }],
  })
  expect(card).toMatchObject({ text: 'Where?', buttons: [{ label: 'Here', effect: { text: 'here' } }] })
})

test('tables and charts are Markdown', () => {
  const table = { type: 'table', caption: 'Pipe', headers: ['A', 'B'], rows: [['x|y', 1]] }
  const chart = { type: 'chart', chartType: 'pie', title: 'Share', segments: [{ label: 'Us', value: 3 }] }
  expect(readCard({ blocks: [table, chart] })?.text).toBe(
    '**Pipe**\n\n| A | B |\n| --- | --- |\n| x\\|y | 1 |\n\n**Share**\n- Us: 3',
  )
})

test('no link leads elsewhere than to the web, and what is no card is none', () => {
  const url = ['javascript', 'alert(1)'].join(':')
  expect(readCard({ blocks: [{ type: 'buttons', buttons: [{ label: 'x', url }] }] })?.buttons).toEqual([])
  for (const value of [undefined, null, 'card', {}, { blocks: 'none' }]) expect(readCard(value)).toBe(null)
  expect(readCard({ blocks: [{ type: 'hologram' }, { type: 'text', text: 'a' }] })?.text).toBe('a')
})

test('an approval is decided by two buttons, which say the host’s own command', () => {
  const card = readCard(approvalCard('a1', { allow: 'Yes', deny: 'No' }, false))
  expect(card?.buttons).toMatchObject([
    { label: 'Yes', style: 'primary', reusable: false, effect: { text: '/approve a1 allow-once' } },
    { label: 'No', style: 'danger', effect: { text: '/approve a1 deny' } },
  ])
})

test('the buttons of a card can stand without its words; a card without any has nothing', () => {
  const words = { type: 'text', text: 'Which way?' }
  const buttons = { type: 'buttons', buttons: [{ label: 'Left', value: 'left' }] }
  expect(buttonsAlone({ title: 'Way', blocks: [words, buttons] })).toEqual({ blocks: [buttons] })
  expect(buttonsAlone({ blocks: [words] })).toBeNull()
  expect(buttonsAlone(undefined)).toBeNull()
})
