import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { FeishuScene } from '../support/feishu.ts'
import { modelVariables } from '../support/model.ts'

/** Five cards. */
const LONG = Array.from({ length: 45 }, (_, n) => `${n}. ${'Every row is looked at, once more. '.repeat(15)}`).join(
  '\n\n',
)

test('two bots that speak at once keep to the limit that their group has, and all of it arrives', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start('group with two bots', { env: modelVariables(model) })
  const { feishu, second, ann, bob } = scene
  const gate = model.gate()
  model.enqueue(say(LONG, { firstToken: gate }), say(LONG, { firstToken: gate }))
  const questions = [scene.asks('tell me all', ann), scene.asks('you, too', bob, second)]
  await scene.until(() => questions.every((question) => scene.typing(question)))
  gate.open()
  const endings = () => scene.said.filter((message) => scene.read(message).includes('44. Every row'))
  await scene.until(() => endings().length === 2)

  const byBot = (bot: unknown) => scene.said.filter(({ from }) => from === bot)
  expect([byBot(feishu.bot).length, byBot(second).length]).toEqual([5, 5])
  const refused = feishu.calls.filter(({ method, code }) => method.startsWith('message.') && (code ?? 0) !== 0)
  expect(refused).toEqual([])
})
