import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { fail, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

const BAD_REQUEST = fail(400, { message: 'no', type: 'invalid_request_error', param: null, code: null })

test('after a failed run the next message just works, and takes the offer to retry away', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using client = await gateway.client()
  const gate = model.gate()
  model.enqueue({ ...BAD_REQUEST, program: (call) => [{ do: 'wait', until: gate }, ...BAD_REQUEST.program(call)] })
  model.enqueue(say('Second.'), say('Third.'))
  const first = await client.say('one')
  const second = await client.say('two')
  await client.busy()
  gate.open()

  expect((await client.answer(second)).text).toBe('Second.')
  const failed = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'failed'))
  const third = await client.say('three')

  expect((await client.answer(third)).text).toBe('Third.')
  await client.until(() => client.notice(failed.noticeId).actions.length === 0)
  expect(client.answersTo(first)).toEqual([])
})
