import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { GatewayProcess } from '../support/gateway.ts'

test('the buttons of a turn that ended long ago say that they have expired', async () => {
  await using gateway = await GatewayProcess.start({ env: { HOLDLINE_ACTION_TTL_MS: '6000' } })
  await using client = await gateway.client()
  await client.say('[hang] hello')
  const next = await client.say('next')
  const notice = await client.busy()
  await client.tap(notice, 'cancel')
  await client.answer(next)

  const soon = await client.tap(notice, 'cancel')
  const late = await eventually(async () => {
    const toast = await client.tap(notice, 'cancel')
    return toast.result === 'expired' && toast
  })

  expect(soon.result).toBe('finished')
  expect(late.text).toBe('This button is too old to work.')
})
