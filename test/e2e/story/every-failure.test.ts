import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

/** The failure codes of the core, and what is offered after each. */
const OFFERS: Readonly<Record<string, readonly string[]>> = {
  provider_timeout: ['retry'],
  provider_error: ['retry'],
  rate_limit_exhausted: ['retry'],
  authentication: ['new'],
  context_overflow: ['new'],
  content_refused: ['retry'],
  tool_failed: ['retry'],
  lane_timeout: ['retry'],
  gateway_restarted: ['retry'],
  gateway_draining: ['retry'],
  delivery_failed: ['retry'],
  message_too_large: ['retry'],
  unsupported_message: ['retry'],
  poison: ['retry', 'new'],
  store_unavailable: ['retry'],
  unknown: ['retry', 'new'],
}

test('every failure has words of its own, what helps, and a reference that the log line carries under its code', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  const essences = new Set<string>()
  for (const [code, offers] of Object.entries(OFFERS)) {
    // The notice of the failure before may still lose its buttons.
    const before = new Set(client.notices.keys())
    await client.say(`[fail ${code}] hello`)
    const failed = await client.until(() => client.framesOf('notice').find(({ noticeId }) => !before.has(noticeId)))
    const [, reference] = /^Reference: (\S+)$/m.exec(failed.text) ?? []
    const line = await gateway.logged((one) => one.reference === reference)

    expect(failed, code).toMatchObject({ kind: 'failed', state: 'closed' })
    expect(failed.actions.map(({ action }) => action)).toEqual(offers)
    expect(line).toMatchObject({ code })
    essences.add(failed.text.split('\n')[0] ?? '')
  }
  expect(essences.size).toBe(Object.keys(OFFERS).length)
})

test('a code that there is not is named in the answer, with those that there are', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  const { text } = await client.answer(await client.say('[fail tiredness] hello'))
  for (const word of ['tiredness', ...Object.keys(OFFERS), 'hello']) expect(text).toContain(word)
})
