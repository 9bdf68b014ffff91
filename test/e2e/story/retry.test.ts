import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { fail, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

const BAD_REQUEST = fail(400, { message: 'no', type: 'invalid_request_error', param: null, code: null })

test('a run that fails for good is told, and a tap on "retry" runs it again', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  model.enqueue(BAD_REQUEST, say('Now it works.'))
  const question = await client.say('hello')

  const failed = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'failed'))
  expect(failed).toMatchObject({ state: 'closed', text: expect.stringMatching(/had a problem and gave no answer/) })
  expect(failed.actions.map(({ action }) => action)).toEqual(['retry'])
  const toast = await client.tap(failed, 'retry')
  const answer = await client.answer(question)
  const again = await client.tap(failed, 'retry')

  expect(toast.result).toBe('done')
  expect(answer.text).toBe('Now it works.')
  expect(again.result).toBe('finished')
  await client.until(() => client.notice(failed.noticeId).actions.length === 0)
})
