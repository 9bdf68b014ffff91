import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('interrupt: the benchmark is stopped, the message starts at once, and the model knows what was stopped', async () => {
  await using scene = await Benchmark.start('interrupt')
  const { client, tool } = scene
  const first = await scene.run(say('X is done.'))
  const answer = await client.answer(await client.say(SECOND))
  const stopped = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'cancelled'))
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(answer.text).toBe('X is done.')
  expect(stopped).toMatchObject({ state: 'closed', text: expect.stringContaining('a newer message comes first') })
  expect(client.answersTo(first)).toEqual([])
  expect(tool.ended).toEqual([])
  const [question, call, result, next] = scene.context(2)
  expect([question, call]).toEqual(['user: run benchmark', 'assistant: (count)'])
  expect(result).toMatch(/^tool: .*no result.*stopped/)
  expect(next).toMatch(/^user: <system-event>The turn above was stopped for the user's next message/)
  expect(next?.endsWith(SECOND)).toBe(true)
})
