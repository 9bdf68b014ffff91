import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('queue: the benchmark comes to its end, and then the message has its turn and knows the result', async () => {
  await using scene = await Benchmark.start('queue')
  const { client, model, tool } = scene
  const first = await scene.run(say('It took 42 s.'), say('X is done.'))
  const second = await client.say(SECOND)
  const notice = await client.until(() => client.live.find(({ reason }) => reason === 'tool_running'))
  tool.release()
  const answers = [await client.answer(first), await client.answer(second)]

  expect(notice).toMatchObject({ queuePosition: 1, text: expect.stringContaining('Counter') })
  expect(answers.map(({ text }) => text)).toEqual(['It took 42 s.', 'X is done.'])
  expect(tool.ended).toEqual(['benchmark'])
  expect(scene.context(3)).toEqual([
    'user: run benchmark',
    'assistant: (count)',
    'tool: counted benchmark',
    'assistant: It took 42 s.',
    `user: ${SECOND}`,
  ])
  expect(model.requests).toHaveLength(3)
})
