import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('SIGKILL while messages are collected: they become one turn all the same', async () => {
  await using scene = await Benchmark.start('collect')
  const { client, gateway, model } = scene
  const first = await scene.run(say('It was cut off.'), say('X and Y are done.'))
  const second = await client.say(SECOND)
  const third = await client.say('and do Y, too')

  await gateway.kill()
  await gateway.restart()
  await client.reconnect()
  const answers = [await client.answer(first), await client.answer(third)]
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(answers.map(({ text }) => text)).toEqual(['It was cut off.', 'X and Y are done.'])
  expect(client.answersTo(second)).toEqual([])
  expect(scene.context(3).at(-1)).toBe(`user: ${SECOND}\n\nand do Y, too`)
  expect(model.requests).toHaveLength(3)
})
