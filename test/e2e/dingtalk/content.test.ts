import { expect, test } from 'vitest'
import { audio, file, picture, richText, unknownMessage } from '../../platforms/dingtalk/content.ts'
import { lastUserText } from '../../platforms/openai/chat-request.ts'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { DingtalkScene } from '../support/dingtalk.ts'
import { modelVariables } from '../support/model.ts'

test('pictures, voices, files, rich text and quotes reach the agent; what it cannot read is refused in words', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start('direct chat', { env: modelVariables(model) })
  const { dingtalk, ann, chat } = scene
  for (const code of ['a1', 'a2', 'a3', 'a4']) dingtalk.addFile(code, new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2]))
  model.enqueue(say('1.'), say('2.'), say('3.'), say('4.'), say('5.'))

  scene.asks(picture('a1'))
  await scene.says('1.')
  scene.asks(audio('a2', 'turn the light on'))
  await scene.says('2.')
  scene.asks(file('a3', 'list.txt'))
  await scene.says('3.')
  scene.asks(richText([{ text: 'what is ' }, { downloadCode: 'a4' }, { text: 'this?' }], true))
  const fourth = await scene.says('4.')
  ann.says(chat, 'and why?', { quote: fourth })
  await scene.says('5.')
  scene.asks(unknownMessage())
  await scene.says(/暂不支持这类消息/)

  const asked = model.requests.map(({ chat: request }) => (request === undefined ? '' : lastUserText(request)))
  expect(asked[0]).toMatch(/image/)
  expect(asked[1]).toMatch(/turn the light on/)
  expect(asked[2]).toMatch(/list\.txt/)
  expect(asked[3]).toMatch(/what is this\?.*image/s)
  expect(asked[4]).toMatch(/> 4\.\nand why\?/)
  expect(model.requests).toHaveLength(5)
})

test('a long answer comes in parts that keep their code blocks', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start('direct chat', { env: modelVariables(model) })
  const code = Array.from({ length: 300 }, (_, line) => `const line${line} = '👩‍👩‍👧 ${line}'`).join('\n')
  const text = `Look:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nThat is it.`
  model.enqueue(say(text, { pieces: [text] }))
  scene.asks('show me the code')
  const last = await scene.says(/That is it\.$/)
  const parts = scene.said
  expect(parts.length).toBeGreaterThan(2)
  for (const part of parts) if (part !== last) expect(part.shapes.filter(({ type }) => type === 'pre')).toHaveLength(1)
  expect(
    parts
      .map((part) => part.text)
      .join('\n')
      .match(/const line\d+/g),
  ).toHaveLength(300)
})

test('an answer cannot make a link that acts in the name of whoever opens it', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await DingtalkScene.start('direct chat', { env: modelVariables(model) })
  const link = 'dtmd://dingtalkclient/sendMessage?content=%2Fnew'
  model.enqueue(say(`[Free coffee](${link}) and [docs](https://e.example/a) and <b>bold</b>`))
  scene.asks('hello')
  const answer = await scene.says(/docs/)
  expect(answer.shapes).toEqual([{ type: 'link', text: 'docs', url: 'https://e.example/a' }])
  expect(answer.text).toContain('Free coffee (dtmd:')
  expect(answer.text).toContain('<b>bold</b>')
})
