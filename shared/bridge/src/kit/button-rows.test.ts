import { expect, test } from 'vitest'
import { buttonRows } from './button-rows.ts'

test('two short buttons share a row, and a long one has a row to itself', () => {
  const rows = buttonRows(
    ['Wait', 'Cancel', 'Remove my message', 'New', 'Again', 'More'].map((label) => ({ label })),
    8,
  )
  expect(rows.map((row) => row.map(({ label }) => label))).toEqual([
    ['Wait', 'Cancel'],
    ['Remove my message'],
    ['New', 'Again'],
    ['More'],
  ])
})
