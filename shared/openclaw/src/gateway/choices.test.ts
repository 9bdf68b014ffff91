import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Inbound, Tap } from '@holdline/bridge'
import { openSqliteEngine } from '@holdline/store-sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock, systemEntropy } from '../node/environment.ts'
import { Choices } from './choices.ts'
import type { HostButton } from './presentation.ts'

const CHAT = { channel: 'telegram', account: 'default', kind: 'group', chat: '-100' } as const

function button(text: string, reusable = false): HostButton {
  return { label: text, style: 'secondary', effect: { type: 'say', text }, reusable }
}

async function stage() {
  const folder = mkdtempSync(join(tmpdir(), 'holdline-choices-'))
  const engine = await openSqliteEngine({ path: join(folder, 'holdline.db') })
  onTestFinished(async () => {
    await engine.close()
    rmSync(folder, { recursive: true })
  })
  const said: Inbound[] = []
  const choices = new Choices(engine, systemClock, systemEntropy, (key) => key)
  const inbox = {
    message: async (inbound: Inbound) => {
      said.push(inbound)
      return { type: 'ignored', why: 'test' } as const
    },
    locale: () => 'en',
  }
  const press = (token: string, more: Partial<Tap> = {}) =>
    choices.take({ dedupeKey: 'p1', chat: CHAT, person: { id: '7' }, action: '', token, ...more }, inbox)
  return { choices, said, press }
}

test('a press says what stands for the button, as its person, addressed to the bot', async () => {
  const { choices, said, press } = await stage()
  const [yes] = await choices.offer(CHAT, [button('deploy:yes')])
  expect(yes?.token?.length).toBeLessThanOrEqual(64)
  expect(yes?.token).not.toContain('deploy')
  expect(await press(yes?.token ?? '')).toMatchObject({ result: 'done', text: 'done' })
  expect(said).toMatchObject([{ text: 'deploy:yes', sender: { id: '7' }, address: { by: 'command' }, chat: CHAT }])
})

test('one press uses up all buttons of its message; a redelivery of it counts as the same', async () => {
  const { choices, said, press } = await stage()
  const [yes, no] = await choices.offer(CHAT, [button('yes'), button('no')])
  await press(yes?.token ?? '')
  expect(await press(no?.token ?? '', { dedupeKey: 'p2' })).toMatchObject({ result: 'finished' })
  expect(await press(yes?.token ?? '')).toMatchObject({ result: 'done' })
  expect(new Set(said.map(({ dedupeKey }) => dedupeKey)).size).toBe(1)
})

test('a button that may be pressed again may', async () => {
  const { choices, press } = await stage()
  const [again] = await choices.offer(CHAT, [button('refresh', true)])
  for (const dedupeKey of ['p1', 'p2'])
    expect(await press(again?.token ?? '', { dedupeKey })).toMatchObject({ result: 'done' })
})

test('a press in another chat, or with a token that nobody made, does nothing; others’ buttons are not ours', async () => {
  const { choices, said, press } = await stage()
  const [yes] = await choices.offer(CHAT, [button('yes')])
  expect(await press(yes?.token ?? '', { chat: { ...CHAT, chat: '-200' } })).toMatchObject({ result: 'expired' })
  expect(await press('h.nothing')).toMatchObject({ result: 'expired' })
  expect(await press('c.turn..mac')).toBe(null)
  expect(said).toEqual([])
})

test('a link has no token: it opens', async () => {
  const { choices } = await stage()
  const link: HostButton = { ...button(''), label: 'Notes', effect: { type: 'open', url: 'https://example.com' } }
  expect(await choices.offer(CHAT, [link])).toEqual([
    { label: 'Notes', style: 'secondary', url: 'https://example.com' },
  ])
})
