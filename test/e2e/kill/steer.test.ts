import { expect, test } from 'vitest'
import { say } from '../../platforms/openai/steps.ts'
import { Benchmark, SECOND } from '../support/benchmark.ts'

test('SIGKILL before a steered message was heard: the resumed turn hears it', async () => {
  await using scene = await Benchmark.start('steer')
  const { client, gateway, model, tool } = scene
  const first = await scene.run(say('I did X.'))
  const second = await client.say(SECOND)
  await client.until(() => client.live.find(({ text }) => text.includes('passed on')))

  await gateway.kill()
  await gateway.restart()
  await client.reconnect()
  const answer = await client.answer(first)
  await client.until(() => client.live.length === 0 && !client.typing)

  expect(answer.text).toBe('I did X.')
  expect(scene.context(2).join('\n')).toContain(SECOND)
  expect(client.answersTo(second)).toEqual([])
  expect([tool.started.length, model.requests.length]).toEqual([1, 2])
})
