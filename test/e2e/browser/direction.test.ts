import { expect } from 'vitest'
import { test } from './support/browser-test.ts'

test('a right-to-left question reads from the right where an answer quotes it, too', async ({ open }) => {
  await using chat = await open()
  await chat.say('كيف حالك؟ [tool 1s]')
  await chat.typing.waitFor()
  await chat.say('هل أنت هناك؟')

  const quote = chat.page
    .getByTestId('message')
    .getByText('كيف حالك؟ [tool 1s]', { exact: true })
    .and(chat.page.locator('.question-text'))
  await quote.waitFor()
  expect(await quote.evaluate((element) => element.matches(':dir(rtl)'))).toBe(true)
})
