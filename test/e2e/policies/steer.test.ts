import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('steer: the running turn hears the message after its tool, and its answer takes it into account', async () => {
  await using scene = await Benchmark.start('steer')
  const { client, model, tool } = scene
  const first = await scene.run(say('I stopped and did X.'), say('You are welcome.'))
  const second = await client.say(SECOND)
  const notice = await client.until(() => client.live.find(({ text }) => text.includes('passed on')))
  tool.release()
  const answer = await client.answer(first)
  await client.answer(await client.say('thanks'))
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(notice.reason).toBe('tool_running')
  expect(answer.text).toBe('I stopped and did X.')
  expect(client.answersTo(second)).toEqual([])
  const steered = ['user: run benchmark', 'assistant: (count)', 'tool: counted benchmark', `user: ${SECOND}`]
  expect(scene.context(2)).toEqual(steered)
  expect(scene.context(3)).toEqual([...steered, 'assistant: I stopped and did X.', 'user: thanks'])
  expect(model.requests).toHaveLength(3)
})
