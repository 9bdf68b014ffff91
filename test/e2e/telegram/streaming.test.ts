import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hangAfter, say } from '../../platforms/openai/steps.ts'
import { modelVariables, PATIENT } from '../support/model.ts'
import { TelegramScene } from '../support/telegram.ts'

test('in a direct chat an answer is seen while it is written; its Stop button cancels, and what was shown stays', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await TelegramScene.start('direct chat', { env: modelVariables(model) })
  const { chat, ann } = scene
  const gate = model.gate()
  model.enqueue(
    say('Once upon a time', { pieces: ['Once upon', ' a time'], between: gate }),
    hangAfter('It was a dark and'),
  )

  scene.asks('tell me a story')
  await scene.until(() => chat.draft()?.text === 'Once upon')
  gate.open()
  await scene.says('Once upon a time')
  expect(chat.draft()).toBeUndefined()

  const question = scene.asks('another one')
  await scene.until(() => chat.draft()?.text === 'It was a dark and')
  ann.stopsGeneration(chat)
  await model.waitForAbort(await model.waitForRequest(2, PATIENT), PATIENT)
  const kept = await scene.says('It was a dark and')
  expect(kept.replyTo).toBe(question.id)
})
