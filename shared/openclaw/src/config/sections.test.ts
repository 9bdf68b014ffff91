import { expect, test } from 'vitest'
import { accountIds, accountOf } from './sections.ts'

const cfg = (section: unknown) => ({ channels: { 'holdline-telegram': section } })

test('a channel without a section has no account, one without accounts has the default one', () => {
  expect(accountIds({}, 'holdline-telegram')).toEqual([])
  expect(accountIds(cfg({ botToken: 'x' }), 'holdline-telegram')).toEqual(['default'])
})

test('an account’s keys go before those of the section', () => {
  const section = { dmPolicy: 'open', botToken: 'a', accounts: { work: { botToken: 'b', enabled: false } } }
  expect(accountIds(cfg(section), 'holdline-telegram')).toEqual(['work'])
  expect(accountOf(cfg(section), 'holdline-telegram', 'work')).toEqual({
    accountId: 'work',
    enabled: false,
    named: true,
    section: { dmPolicy: 'open', botToken: 'b', enabled: false },
  })
})
