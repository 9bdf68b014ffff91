import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { sessionExplanation, sessionOf } from '../support/sessions.ts'

test('"sessions explain" tells why a session is as it is', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await client.answer(await client.say('hello'))
  await client.say('[hang] hello')
  const waiting = await client.say('are you there?')
  const { noticeId } = await client.busy()

  const { code, stdout } = await gateway.command('sessions', 'explain', sessionOf(client.chat), '--json')
  const story = sessionExplanation.parse(JSON.parse(stdout))

  expect(code).toBe(0)
  expect(story).toMatchObject({ busy: true, attempts: 1, lease: { epoch: 1 } })
  expect(story.queue).toContainEqual(expect.objectContaining({ messageId: waiting, state: 'pending' }))
  expect(story.notices.map(({ id }) => id)).toContain(noticeId)
  expect(story.history[0]?.outcome).toBe('completed')
})
