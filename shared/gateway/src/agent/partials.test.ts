import { expect, test } from 'vitest'
import { throttledPartials } from './partials.ts'
import { manualClock } from './testing.ts'

function recorded() {
  const clock = manualClock()
  const shown: string[] = []
  return { clock, shown, partials: throttledPartials({ partial: (text) => shown.push(text) }, clock, 50) }
}

test('the first text is reported at once, the following in their turn, the last always', async () => {
  const { clock, shown, partials } = recorded()
  for (const text of ['a', 'ab', 'abc']) partials.show(text)
  expect(shown).toEqual(['a'])
  await clock.advance(50)
  expect(shown).toEqual(['a', 'abc'])
})

test('at most twenty reports a second', async () => {
  const { clock, shown, partials } = recorded()
  for (let tokens = 1; tokens <= 1_000; tokens += 1) {
    partials.show('x'.repeat(tokens))
    await clock.advance(1)
  }
  expect(shown.length).toBeGreaterThanOrEqual(19)
  expect(shown.length).toBeLessThanOrEqual(21)
})

test('what is left can be reported at once', () => {
  const { shown, partials } = recorded()
  partials.show('a')
  partials.show('ab')
  partials.flush()
  expect(shown).toEqual(['a', 'ab'])
})

test('a stopped report stays silent', async () => {
  const { clock, shown, partials } = recorded()
  partials.show('a')
  partials.show('ab')
  partials.stop()
  partials.show('abc')
  await clock.advance(1_000)
  expect(shown).toEqual(['a'])
})
