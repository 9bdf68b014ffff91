import type { NoticeButton } from '@holdline/bridge'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readKeyboard } from '../../../test/platforms/vk/rules-keyboard.ts'
import { buttonKindOf, keyboardOf } from './keyboard.ts'

const button = (label: string, more: Partial<NoticeButton> = {}): NoticeButton => ({
  action: 'cancel',
  label,
  token: 'c.t..m',
  style: 'secondary',
  ...more,
})

test('two short buttons share a row, a long one stands alone', () => {
  const rows = readKeyboard(
    keyboardOf([button('Wait'), button('Cancel'), button('Remove my waiting message')], 'callback'),
  )
  expect(rows?.rows.map((row) => row.map(({ label }) => label))).toEqual([
    ['Wait', 'Cancel'],
    ['Remove my waiting message'],
  ])
})

test('no buttons is said, so that an edit takes them away', () => {
  expect(JSON.parse(keyboardOf([], 'callback'))).toEqual({ inline: true, buttons: [] })
})

test('a client says how it shows buttons; one that says nothing is a current one', () => {
  expect(buttonKindOf(undefined)).toBe('callback')
  expect(buttonKindOf({ button_actions: ['text', 'callback'] })).toBe('callback')
  expect(buttonKindOf({ button_actions: ['text', 'open_link'] })).toBe('text')
  expect(buttonKindOf({ button_actions: [] })).toBe('none')
  expect(buttonKindOf({ inline_keyboard: false, button_actions: ['callback'] })).toBe('none')
})

test('the first ten buttons are shown, in rows that VK takes', () => {
  const labels = Array.from({ length: 12 }, (_, index) => `A label that needs a row ${index}`)
  const keyboard = keyboardOf(
    labels.map((label) => button(label)),
    'callback',
  )
  const shown = readKeyboard(keyboard)?.rows.map((row) => row.map(({ label }) => label)) ?? []
  expect(shown.flat()).toEqual(labels.slice(0, 10))
  expect(shown.length).toBeLessThanOrEqual(6)
})

test('a payload is counted in bytes', () => {
  const token = 'я'.repeat(64)
  expect(() => keyboardOf([button('Cancel', { token: 'я'.repeat(200) })], 'callback')).toThrow('255 bytes')
  expect(readKeyboard(keyboardOf([button('Cancel', { token })], 'callback'))?.rows).toHaveLength(1)
})

test('whatever the buttons, VK takes the keyboard', () => {
  const label = fc.string({ minLength: 1, maxLength: 90, unit: 'grapheme' }).filter((text) => text.trim() !== '')
  const style = fc.constantFrom<NoticeButton['style']>('primary', 'danger', 'secondary')
  // By itself fast-check makes none longer than ten.
  const buttons = fc.array(fc.record({ label, style }), { maxLength: 14, size: 'max' })
  const kinds = fc.constantFrom('callback', 'text')
  fc.assert(
    fc.property(buttons, kinds, (some, kind) => {
      const given = some.map((one) => button(one.label, { style: one.style }))
      expect(() => readKeyboard(keyboardOf(given, kind))).not.toThrow()
    }),
  )
})
