import { expect, test } from 'vitest'
import { callTools, say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('parallel: the model can stop the benchmark by itself, and the person sees that it did', async () => {
  await using scene = await Benchmark.start('parallel')
  const { client, model, tool } = scene
  const first = await scene.run(
    callTools([{ name: 'tasks_list', arguments: {} }]),
    callTools([{ name: 'task_cancel', arguments: { number: 1 } }]),
    say('I stopped it and did X.'),
  )
  const answer = await client.answer(await client.say(SECOND))
  const stopped = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'cancelled'))
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(answer.text).toBe('I stopped it and did X.')
  expect(stopped.state).toBe('closed')
  expect(client.answersTo(first)).toEqual([])
  expect(tool.ended).toEqual([])
  expect(scene.context(3).at(-1)).toMatch(/^tool: #1 .*run benchmark/)
  expect(scene.context(4).at(-1)).toMatch(/^tool: Task 1 was cancelled/)
  expect(model.violations).toEqual([])
})
