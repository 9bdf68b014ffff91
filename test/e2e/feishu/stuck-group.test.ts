import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { FeishuScene } from '../support/feishu.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

// Far above what the scripted model takes to answer on a busy machine, so that only its hangs are timeouts.
const TIMEOUT_MS = 3_000

/** What the chat is told of a provider's timeout. */
const TOLD = /Сервис модели ИИ не ответил за 3/

test('consecutive provider timeouts in a group that wants mentions: told each time, and the next mention is answered at once, without a restart (#81335)', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start('group with two bots', {
    env: modelVariables(model),
    config: { model: { firstTokenMs: TIMEOUT_MS } },
  })
  const { chat, ann, bob, second } = scene
  model.enqueue(hang(), hang(), hang(), say('I am here.'), say('So am I.'), say('Still here.'))
  const asked = [scene.asks('one'), scene.asks('two', bob), scene.asks('three')]
  for (const count of [1, 2, 3]) await model.waitForAbort(await model.waitForRequest(count, PATIENT), PATIENT)
  const failures = () => scene.said.filter((message) => TOLD.test(scene.read(message)))
  await scene.until(() => failures().length === asked.length)
  expect(failures().every(({ from }) => from === scene.feishu.bot)).toBe(true)
  const codes = () => scene.gateway.log.filter(({ msg }) => msg === 'a turn failed').map(({ code }) => code)
  await expect.poll(codes).toEqual(asked.map(() => 'provider_timeout'))

  ann.sends(chat, 'is it dead?')
  const question = scene.asks('are you there?', bob)
  const answer = await scene.says('I am here.')
  expect(answer.parent).toBe(question)
  scene.asks('and you?', ann, second)
  await scene.says('So am I.')
  scene.asks('again?')
  await scene.says('Still here.')

  expect(scene.gateway.stdout.match(/holdline ready/g)).toHaveLength(1)
  const { stdout } = await scene.gateway.command('sessions', 'list', '--stuck', '--json')
  expect(JSON.parse(stdout)).toEqual({ sessions: [] })
  expect(model.requests).toHaveLength(6)
})
