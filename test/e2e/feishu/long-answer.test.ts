import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { FeishuScene } from '../support/feishu.ts'
import { modelVariables } from '../support/model.ts'

const PARAGRAPH = '数据库里的每一行都要检查。'.repeat(40)

test('a long answer comes in cards that belong together, and a very long one as a file', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start('p2p chat', { env: modelVariables(model) })
  const paragraphs = (count: number) => Array.from({ length: count }, (_, n) => `${n}. ${PARAGRAPH}`).join('\n\n')
  const tables = Array.from({ length: 7 }, (_, n) => `| table ${n} |\n|---|\n| x |`).join('\n\n')
  model.enqueue(say(paragraphs(20)), say(paragraphs(100)), say(tables))
  const first = scene.asks('long')
  await scene.until(() => scene.said.some((message) => scene.read(message).includes(`19. ${PARAGRAPH}`)))
  const parts = [...scene.said]
  expect(parts.length).toBeGreaterThan(1)
  expect(parts.every(({ type }) => type === 'interactive')).toBe(true)
  expect(parts[0]?.parent).toBe(first)
  scene.asks('very long')
  await scene.until(() => scene.said.find(({ type }) => type === 'file'))
  scene.asks('tables')
  const answer = await scene.says(/table 6/)
  expect(answer.type).toBe('interactive')
})
