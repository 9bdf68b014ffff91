import { expect, test } from 'vitest'
import { AccountHealth } from './account-health.ts'

test('an account that starts has nothing to tell', () => {
  expect(new AccountHealth().now).toEqual({ state: 'starting' })
})

test('the detail is what is wrong, what else is known, and what was ignored', () => {
  const health = new AccountHealth()
  health.note('bot', '@holdline_bot')
  health.count('bots')
  health.count('bots')
  health.set('degraded', 'it cannot be reached')
  expect(health.now).toEqual({
    state: 'degraded',
    detail: 'it cannot be reached; @holdline_bot; ignored: bots 2',
  })
  health.set('ready')
  health.note('bot', undefined)
  expect(health.now).toEqual({ state: 'ready', detail: 'ignored: bots 2' })
})

test('what is stopped stays so, whatever still comes in', () => {
  const health = new AccountHealth()
  health.set('stopped')
  health.set('ready')
  expect(health.now.state).toBe('stopped')
})
