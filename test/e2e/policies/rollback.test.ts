import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('rollback: the benchmark is stopped, and the model never hears of it', async () => {
  await using scene = await Benchmark.start('rollback')
  const { client, tool } = scene
  const first = await scene.run(say('X is done.'))
  const answer = await client.answer(await client.say(SECOND))
  const stopped = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'cancelled'))

  expect(answer.text).toBe('X is done.')
  expect(stopped).toMatchObject({ state: 'closed', text: expect.stringContaining('takes its place') })
  expect(client.answersTo(first)).toEqual([])
  expect(tool.ended).toEqual([])
  expect(scene.context(2)).toEqual([`user: ${SECOND}`])
})
