import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('SIGKILL while one turn runs in the background and one in the lane: both go on, and are answered once', async () => {
  await using scene = await Benchmark.start('background')
  const { client, gateway, model, tool } = scene
  const gate = model.gate()
  const first = await scene.run(say('X is done.', { firstToken: gate }))
  const second = await client.say(SECOND)
  await gate.reached
  // After the restart both are worked on, in either order.
  const answer = say('Done.')
  model.enqueue(answer, answer)

  await gateway.kill()
  await gateway.restart()
  await client.reconnect()
  const answers = [await client.answer(first), await client.answer(second)]
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(answers.map(({ text }) => text)).toEqual(['Done.', 'Done.'])
  expect(tool.started).toEqual(['benchmark'])
  expect([...client.messages.values()].filter(({ role }) => role === 'agent')).toHaveLength(2)
})
