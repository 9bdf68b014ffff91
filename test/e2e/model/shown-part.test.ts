import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hangAfter } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

test('what was shown of an answer that hangs stays in the chat when it is cancelled', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  model.enqueue(hangAfter('It was a dark and'))
  const question = await client.say('tell me a story')
  await client.until(() => client.framesOf('message').find(({ text }) => text === 'It was a dark and'))

  const toast = await client.command('/cancel')
  await model.waitForAbort(await model.waitForRequest(1, PATIENT), PATIENT)
  const kept = await client.answer(question)
  const notice = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'cancelled'))

  expect(toast.text).toBe('Stopping the work.')
  expect(kept.text).toBe('It was a dark and')
  expect(notice.state).toBe('closed')
})
