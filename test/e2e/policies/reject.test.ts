import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('reject: the message is refused where it can be seen, and nothing is kept of it', async () => {
  await using scene = await Benchmark.start('reject')
  const { client, model, tool } = scene
  const first = await scene.run(say('It took 42 s.'), say('You are welcome.'))
  const refused = await client.say(SECOND)
  const notice = await client.until(() => client.live.find(({ text }) => text.includes('was not accepted')))
  tool.release()
  await client.answer(first)
  await client.answer(await client.say('thanks'))
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(notice).toMatchObject({ reason: 'tool_running', text: expect.stringContaining('the agent is busy') })
  expect(notice.actions.map(({ action }) => action)).not.toContain('dequeue')
  expect(client.answersTo(refused)).toEqual([])
  expect(scene.context(3).join('\n')).not.toContain(SECOND)
  expect(model.requests).toHaveLength(3)
})
