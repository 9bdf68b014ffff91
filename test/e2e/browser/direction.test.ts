import { expect } from 'vitest'
import { test } from './support/browser-test.ts'

/** How far the words with this text stand from the left and from the right edge of their element. */
const gaps = (selector: string, text: string) => `(() => {
  const element = [...document.querySelectorAll('${selector}')].find((one) => one.textContent.trim() === '${text}')
  const range = document.createRange()
  range.selectNodeContents(element)
  const [words, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()]
  return { left: words.left - box.left, right: box.right - words.right }
})()`

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

test('each paragraph of an answer reads in the direction of its own words, and code from the left', async ({
  open,
}) => {
  await using chat = await open()
  await chat.say('hello\n\nمرحبا بالعالم\n\n```\nlet x\n```')
  await chat.answers.getByText('مرحبا بالعالم', { exact: true }).waitFor()
  const look = (selector: string, text: string) =>
    chat.look<{ readonly left: number; readonly right: number }>(gaps(selector, text))
  const arabic = await look('.markdown p', 'مرحبا بالعالم')
  const latin = await look('.markdown p', 'You wrote: hello')
  const code = await look('.markdown pre', 'let x')

  expect(arabic.right).toBeLessThan(2)
  expect(arabic.left).toBeGreaterThan(20)
  expect(latin.left).toBeLessThan(2)
  expect(code.left).toBeLessThan(20)
})
