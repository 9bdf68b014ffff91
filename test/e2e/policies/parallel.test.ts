import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('parallel: the message is answered while the benchmark runs, and later turns know both', async () => {
  await using scene = await Benchmark.start('parallel')
  const { client, model, tool } = scene
  const first = await scene.run(say('X is done.'), say('It took 42 s.'), say('You are welcome.'))
  const second = await client.say(SECOND)
  const answer = await client.answer(second)
  expect(tool.ended).toEqual([])
  tool.release()
  const late = await client.answer(first)
  await client.answer(await client.say('thanks'))
  await client.until(() => client.live.length === 0 && !client.typing)

  expect([answer.text, late.text]).toEqual(['X is done.', 'It took 42 s.'])
  expect(scene.context(2)).toHaveLength(1)
  expect(scene.context(2)[0]).toMatch(/^user: <system-event>.*also runs.*#1 \(foreground, tool_running.*run benchmark/s)
  expect(model.requests[1]?.chat?.tools).toEqual(expect.arrayContaining(['tasks_list', 'task_cancel']))
  const later = scene.context(4).join('\n')
  for (const part of ['run benchmark', 'It took 42 s.', SECOND, 'X is done.', 'thanks']) expect(later).toContain(part)
})
