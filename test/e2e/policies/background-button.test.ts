import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('the button moves the benchmark to the background: the waiting message starts at once', async () => {
  await using scene = await Benchmark.start('queue')
  const { client, tool } = scene
  const first = await scene.run(say('X is done.'), say('It took 42 s.'))
  const second = await client.say(SECOND)
  const toast = await client.tap(await client.busy(), 'background')
  const answer = await client.answer(second)
  expect(tool.ended).toEqual([])
  tool.release()
  const late = await client.answer(first)
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(toast).toMatchObject({ result: 'done', text: expect.stringContaining('will arrive later') })
  expect([answer.text, late.text]).toEqual(['X is done.', 'It took 42 s.'])
})
