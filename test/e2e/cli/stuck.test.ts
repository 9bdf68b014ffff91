import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { sessionOf, sessionsList } from '../support/sessions.ts'

test('"sessions list --stuck" and "doctor" name a session that makes no progress, and how to free it', async () => {
  await using gateway = await GatewayProcess.start({ config: { warnAfterMs: 1_000 } })
  await using client = await gateway.client()
  await using other = await gateway.client()
  await other.answer(await other.say('hello'))
  await client.say('[hang] hello')

  const stuck = await eventually(async () => {
    const { stdout } = await gateway.command('sessions', 'list', '--stuck', '--json')
    return sessionsList.parse(JSON.parse(stdout)).sessions[0]
  })
  const doctor = await gateway.command('doctor', '--json')
  const warned = await gateway.logged(({ msg }) => msg === 'a session is held unusually long')

  expect(stuck).toMatchObject({ key: sessionOf(client.chat), stuck: true })
  expect(doctor.code).toBe(1)
  expect(JSON.parse(doctor.stdout)).toMatchObject({ ok: false })
  expect(doctor.stdout).toContain(`holdline sessions abort '${sessionOf(client.chat)}'`)
  expect(warned).toMatchObject({ session: sessionOf(client.chat), reason: 'waiting_model_response' })
})
