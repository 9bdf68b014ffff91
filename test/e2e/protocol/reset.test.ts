import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('who has seen more than there is, as after a restored backup, is told to begin anew', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  const answer = await client.answer(await client.say('hello'))
  await client.until(() => !client.typing)
  const from = client.frames.length

  await client.reconnect({ resumeFrom: client.lastEventId * 1000 })
  await client.until(() => client.framesOf('message', from).length === 2)

  const types = client.frames.slice(from).map(({ type }) => type)
  expect(types.slice(0, 2)).toEqual(['ready', 'reset'])
  expect(client.framesOf('message', from).at(-1)).toEqual(answer)
})
