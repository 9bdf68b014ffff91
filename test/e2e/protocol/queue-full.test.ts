import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a message that finds the queue full is refused and not kept; commands still work', async () => {
  await using gateway = await GatewayProcess.start({ env: { HOLDLINE_QUEUE_CAP: '2' } })
  await using client = await gateway.client({ locale: 'ru' })
  await client.say('[hang] один')
  await client.say('два')
  const third = await client.say('три')
  client.send('четыре', 'fourth')

  const error = await client.until(() => client.framesOf('error')[0])
  const toast = await client.command('/отмена')
  await client.answer(third)
  const written = [...client.messages.values()].filter(({ role }) => role === 'user')

  expect(error).toMatchObject({ code: 'queue_full', clientId: 'fourth', text: expect.stringMatching(/[а-я]/) })
  expect(toast).toMatchObject({ type: 'toast', result: 'done' })
  expect(written.map(({ text }) => text)).toEqual(['[hang] один', 'два', 'три'])
  client.send('четыре', 'fourth')
  expect(await client.answer(await client.until(() => client.accepted.get('fourth')))).toBeDefined()
})
