import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { fail, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

const BAD_REQUEST = fail(400, { message: 'no', type: 'invalid_request_error', param: null, code: null })

test('SIGKILL after a failure: its buttons still work, once', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  model.enqueue(BAD_REQUEST, say('Now it works.'))
  const question = await client.say('hello')
  const failed = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'failed'))

  await gateway.kill()
  await gateway.restart()
  await client.reconnect()
  const toast = await client.tap(failed, 'retry')
  const answer = await client.answer(question)
  await gateway.kill()
  await gateway.restart()
  await client.reconnect()
  const again = await client.tap(failed, 'retry')

  expect([toast.result, again.result]).toEqual(['done', 'finished'])
  expect(answer.text).toBe('Now it works.')
  expect(model.requests).toHaveLength(2)
})
