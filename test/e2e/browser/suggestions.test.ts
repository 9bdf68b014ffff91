import { expect } from 'vitest'
import { test } from './support/browser-test.ts'
import { EVENTUALLY } from './support/patience.ts'

test('a suggestion replaces another, but nothing that a person wrote', async ({ open }) => {
  await using chat = await open()
  const suggestions = chat.page.getByTestId('suggestion')
  const [slow, again] = [suggestions.nth(0), suggestions.nth(1)]
  const text = async (of: typeof slow) => (await of.locator('code').textContent()) ?? ''
  await slow.click()
  await expect.poll(() => chat.composer.inputValue(), EVENTUALLY).toBe(await text(slow))
  await again.click()
  await expect.poll(() => chat.composer.inputValue(), EVENTUALLY).toBe(await text(again))
  await chat.composer.fill('half a thought')
  await slow.click()
  await expect.poll(() => chat.composer.inputValue(), EVENTUALLY).toBe(`${await text(slow)}\nhalf a thought`)
})
