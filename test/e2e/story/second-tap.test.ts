import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('a second tap on "cancel" is told that it is over, while the work stops and after', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await client.say('[hang] hello')
  const next = await client.say('next')
  const notice = await client.busy()

  const taps = [client.tap(notice, 'cancel'), client.tap(notice, 'cancel')]
  await Promise.all(taps)
  await client.answer(next)
  const late = await client.tap(notice, 'cancel')

  expect(client.framesOf('toast').map(({ result }) => result)).toEqual(['done', 'finished', 'finished'])
  expect(late.text).toMatch(/already/)
})
