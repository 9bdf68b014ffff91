import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('collect: what was written meanwhile becomes one turn, and one answer', async () => {
  await using scene = await Benchmark.start('collect')
  const { client, model, tool } = scene
  const first = await scene.run(say('It took 42 s.'), say('X and Y are done.'))
  const second = await client.say(SECOND)
  const notice = await client.until(() => client.live.find(({ text }) => text.includes('answered together')))
  const third = await client.say('and do Y, too')
  tool.release()
  const answers = [await client.answer(first), await client.answer(third)]
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(notice.actions.map(({ action }) => action)).toContain('dequeue')
  expect(answers.map(({ text }) => text)).toEqual(['It took 42 s.', 'X and Y are done.'])
  expect(client.answersTo(second)).toEqual([])
  expect(scene.context(3).at(-1)).toBe(`user: ${SECOND}\n\nand do Y, too`)
  expect(model.requests).toHaveLength(3)
})
