import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('background: the benchmark goes on beside the chat; its result comes later and later turns know it', async () => {
  await using scene = await Benchmark.start('background')
  const { client, tool } = scene
  const first = await scene.run(say('X is done.'), say('It took 42 s.'), say('You are welcome.'))
  const answer = await client.answer(await client.say(SECOND))
  const told = await client.until(() =>
    client.framesOf('notice').find(({ text }) => text.includes('Moved to the background')),
  )
  expect(tool.ended).toEqual([])
  tool.release()
  const late = await client.answer(first)
  await client.answer(await client.say('thanks'))
  await client.until(() => client.live.length === 0 && !client.typing)

  expect([answer.text, late.text]).toEqual(['X is done.', 'It took 42 s.'])
  expect(told.text).toContain('number 1')
  expect(scene.context(2).join('\n')).toMatch(/#1 \(background, tool_running.*run benchmark/s)
  const later = scene.context(4)
  expect(later[0]).toBe(`user: ${SECOND}`)
  expect(later.join('\n')).toMatch(/Task #1, which ran in the background, has ended.*run benchmark.*It took 42 s\./s)
})
