import { expect, test } from 'vitest'
import { lastUserText } from '../../platforms/openai/chat-request.ts'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { document, photo, sticker, voice } from '../../platforms/vk/content.ts'
import { modelVariables } from '../support/model.ts'
import { VkScene } from '../support/vk.ts'

const MEBIBYTE = 1024 * 1024

test('pictures, files, voices, stickers and forwards reach the agent; what is too large is refused in words', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start('direct chat', {
    env: modelVariables(model),
    config: { vk: { mediaMaxMb: 1 } },
  })
  const { ann, chat } = scene
  model.enqueue(say('a picture'), say('a voice'), say('a sticker'), say('a file'), say('a forward'))

  // So many do not fit into an event.
  const pictures = Array.from({ length: 6 }, () => photo())
  ann.sends(chat, { text: 'what is this?', attachments: pictures })
  await scene.says('a picture')
  ann.sends(chat, { attachments: [voice({ seconds: 3 })] })
  await scene.says('a voice')
  ann.sends(chat, { attachments: [sticker()] })
  await scene.says('a sticker')
  const listed = ann.sends(chat, { text: 'the list', attachments: [document({ name: 'list.txt' })] })
  await scene.says('a file')
  ann.sends(chat, '', { forwarded: [listed] })
  await scene.says('a forward')
  const big = ann.sends(chat, { attachments: [document({ name: 'film.mkv', bytes: new Uint8Array(2 * MEBIBYTE) })] })
  const refusal = await scene.says(/файл слишком большой/)

  const asked = model.requests.map(({ chat: request }) => (request === undefined ? '' : lastUserText(request)))
  expect(asked[0]).toMatch(/what is this\?/)
  expect(asked[0]?.match(/\(attached: image/g)).toHaveLength(pictures.length)
  expect(asked[1]).toMatch(/\(attached: voice/)
  expect(asked[2]).toMatch(/\(attached: sticker/)
  expect(asked[3]).toMatch(/the list.*file "list\.txt"/s)
  expect(asked[4]).toMatch(/> the list.*file "list\.txt"/s)
  expect(refusal.replyTo).toBe(big.cmid)
  expect(model.requests).toHaveLength(5)
})
