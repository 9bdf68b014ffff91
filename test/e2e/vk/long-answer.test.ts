import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { modelVariables } from '../support/model.ts'
import { VkScene } from '../support/vk.ts'

const MAX_TEXT = 4096

const list = Array.from({ length: 300 }, (_, line) => `- **item${line}** 👩‍👩‍👧 and more of it`).join('\n')

test('a long answer comes in parts, a very long one as a file', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start('direct chat', { env: modelVariables(model) })
  const sections = `Look:\n\n${list}\n\nThat is it.`
  const book = Array.from({ length: 400 }, (_, page) => `Page ${page}. ${'Lorem ipsum. '.repeat(8)}`).join('\n\n')
  model.enqueue(say(sections, { pieces: [sections] }), say(book, { pieces: [book] }))

  const question = scene.asks('show me the list')
  await scene.says(/That is it\.$/)
  const parts = scene.said
  expect(parts.length).toBeGreaterThan(2)
  expect(parts.map(({ replyTo }) => replyTo)).toEqual([question.cmid, ...parts.slice(1).map(() => undefined)])
  for (const part of parts) {
    expect(part.text.length).toBeLessThanOrEqual(MAX_TEXT)
    expect(part.formats).toContainEqual(expect.objectContaining({ type: 'bold' }))
  }
  expect(
    parts
      .map(({ text }) => text)
      .join('\n')
      .match(/• item\d+/g),
  ).toHaveLength(300)

  scene.asks('the whole book')
  const file = await scene.until(() => scene.said.find(({ files }) => files.length > 0))
  expect(file.files[0]?.name).toMatch(/\.md$/)
  expect(Buffer.from(file.files[0]?.bytes ?? []).toString('utf8')).toBe(book.trim())
  expect(scene.said.length - parts.length).toBe(2)
})
