import { expect, test } from 'vitest'
import { accountsIn } from './accounts.ts'

interface Keys {
  token?: string | undefined
  proxy?: string | undefined
  size?: number | undefined
}

const OWN = ['token'] as const

test('the keys beside the accounts are the account “default”, even when there are none', () => {
  expect(accountsIn<Keys>({ token: 'one', size: 1 }, undefined, OWN)).toEqual([
    { name: 'default', token: 'one', size: 1 },
  ])
  expect(accountsIn<Keys>({}, {}, OWN)).toEqual([{ name: 'default' }])
})

test('an account by name takes what it lacks from beside it, but nothing that is another’s own', () => {
  const accounts = { second: { token: 'two', proxy: undefined }, third: { proxy: 'none' } }
  expect(accountsIn<Keys>({ token: 'one', proxy: 'all', size: 1 }, accounts, OWN)).toEqual([
    { name: 'default', token: 'one', proxy: 'all', size: 1 },
    { name: 'second', token: 'two', proxy: 'all', size: 1 },
    { name: 'third', proxy: 'none', size: 1 },
  ])
})

test('an account named “default” takes the place of the one beside, and keeps what is its own there', () => {
  expect(accountsIn<Keys>({ token: 'one', size: 1 }, { default: { size: 2 } }, OWN)).toEqual([
    { name: 'default', token: 'one', size: 2 },
  ])
})
