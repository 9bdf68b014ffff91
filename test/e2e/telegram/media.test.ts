import { expect, test } from 'vitest'
import { lastUserText } from '../../platforms/openai/chat-request.ts'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { album, document, location, photo, voice } from '../../platforms/telegram/content.ts'
import { modelVariables } from '../support/model.ts'
import { TelegramScene } from '../support/telegram.ts'

const MEBIBYTE = 1024 * 1024

test('pictures, files, places and albums reach the agent; what cannot be opened is refused in words', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await TelegramScene.start('direct chat', { env: modelVariables(model) })
  const { ann, chat } = scene
  model.enqueue(say('a picture'), say('a voice'), say('a place'), say('an album'))

  ann.sends(chat, photo({ caption: 'what is this?' }))
  await scene.says('a picture')
  ann.sends(chat, voice({ duration: 3 }))
  await scene.says('a voice')
  ann.sends(chat, location(59.9, 10.7))
  await scene.says('a place')
  ann.sends(chat, album(photo({ caption: 'all of these' }), photo(), document({ fileName: 'list.txt' })))
  await scene.says('an album')
  const big = ann.sends(chat, document({ fileName: 'film.mkv', size: 21 * MEBIBYTE }))
  const refusal = await scene.says(/файл слишком большой/)

  const asked = model.requests.map(({ chat: request }) => (request === undefined ? '' : lastUserText(request)))
  expect(asked[0]).toMatch(/what is this\?.*\(attached: image/s)
  expect(asked[1]).toMatch(/\(attached: voice/)
  expect(asked[2]).toMatch(/59\.9, 10\.7/)
  expect(asked[3]).toMatch(/all of these.*image.*image.*list\.txt/s)
  expect(refusal.replyTo).toBe(big.id)
  expect(model.requests).toHaveLength(4)
})
