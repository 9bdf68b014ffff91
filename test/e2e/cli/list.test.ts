import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { sessionOf, sessionsList } from '../support/sessions.ts'

test('"sessions list" says what every session does, beside a running gateway', async () => {
  await using gateway = await GatewayProcess.start()
  await using idle = await gateway.client()
  await using busy = await gateway.client()
  const before = await gateway.command('sessions', 'list', '--json')
  await idle.answer(await idle.say('hello'))
  await idle.until(() => !idle.typing)
  await busy.say('[hang] hello')
  await busy.say('are you there?')
  await busy.busy()

  const after = await gateway.command('sessions', 'list', '--json')
  const { sessions } = sessionsList.parse(JSON.parse(after.stdout))
  const lineOf = (chat: string) => sessions.find(({ key }) => key === sessionOf(chat))

  expect([before.code, before.stdout]).toEqual([0, '{"sessions":[]}\n'])
  expect([after.code, after.stderr]).toEqual([0, ''])
  expect(lineOf(idle.chat)).toMatchObject({
    busy: false,
    reason: null,
    turnId: null,
    queued: 0,
    lastOutcome: 'completed',
  })
  expect(lineOf(busy.chat)).toMatchObject({ busy: true, reason: 'waiting_model_response', queued: 1, stuck: false })
})
