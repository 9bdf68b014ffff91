import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { modelVariables } from '../support/model.ts'
import { TelegramScene } from '../support/telegram.ts'

const MAX_TEXT = 4096

const code = Array.from({ length: 300 }, (_, line) => `const line${line} = '👩‍👩‍👧 ${line}'`).join('\n')

test('a long answer comes in parts that keep their code blocks, a very long one as a file', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await TelegramScene.start('direct chat', {
    env: modelVariables(model),
    config: { telegram: { streaming: false } },
  })
  const sections = `Look:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nThat is it.`
  const book = Array.from({ length: 400 }, (_, page) => `Page ${page}. ${'Lorem ipsum. '.repeat(8)}`).join('\n\n')
  model.enqueue(say(sections, { pieces: [sections] }), say(book, { pieces: [book] }))

  const question = scene.asks('show me the code')
  const last = await scene.says(/That is it\.$/)
  const parts = scene.said
  expect(parts.length).toBeGreaterThan(2)
  expect(parts.map(({ replyTo }) => replyTo)).toEqual([question.id, ...parts.slice(1).map(() => undefined)])
  for (const part of parts) {
    expect(part.text.length).toBeLessThanOrEqual(MAX_TEXT)
    if (part !== last) expect(part.entities.filter(({ type }) => type === 'pre')).toMatchObject([{ language: 'ts' }])
  }
  expect(
    parts
      .map(({ text }) => text)
      .join('\n')
      .match(/const line\d+/g),
  ).toHaveLength(300)

  scene.asks('the whole book')
  const file = await scene.until(() => scene.said.find(({ document }) => document !== undefined))
  expect(file.document?.name).toMatch(/\.md$/)
  expect(Buffer.from(file.document?.bytes ?? []).toString('utf8')).toBe(book.trim())
  expect(scene.said.length - parts.length).toBe(2)
})
