import { expect, test } from 'vitest'
import { lastUserText } from '../../platforms/openai/chat-request.ts'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

test('a waiting message that is removed is gone, and the others keep their turn', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  const gate = model.gate()
  model.enqueue(say('1', { firstToken: gate }), say('2'), say('4'))
  await client.say('one')
  const second = await client.say('two')
  const third = await client.say('three')
  const notice = await client.until(() => client.live.find(({ queuePosition }) => queuePosition === 2))

  const toast = await client.tap(notice, 'dequeue')
  await client.until(() => client.notice(notice.noticeId).queuePosition === 1)
  gate.open()
  await client.answer(second)
  const fourth = await client.say('four')
  await client.answer(fourth)

  expect(toast).toMatchObject({ result: 'done', text: 'The message was removed.' })
  expect(client.answersTo(third)).toEqual([])
  expect(model.requests.map(({ chat }) => chat && lastUserText(chat))).toEqual(['one', 'two', 'four'])
})
