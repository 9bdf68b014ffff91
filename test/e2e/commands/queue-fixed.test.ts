import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { sessionOf } from '../support/sessions.ts'

test('a policy that the operator sets for a chat goes before what was chosen there, also in what is said of it', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await client.command('/queue collect')
  await gateway.stop()
  const chats = { [sessionOf(client.chat)]: { onBusy: 'reject' } }
  await writeFile(join(gateway.stateDir, 'holdline.config.json'), JSON.stringify({ chats }))
  await gateway.restart()
  await client.reconnect()

  const asked = await client.command('/queue')
  const status = await client.command('/status')
  const changed = await client.command('/queue collect')
  await client.say('[hang] hello')
  await client.say('are you there?')
  const notice = await client.busy()

  expect(asked.text).toContain('new messages are not accepted')
  expect(status.text).toContain('new messages are not accepted')
  expect(changed.text).toBe('You are not allowed to do this in this chat.')
  expect(notice.text).toContain('The message was not accepted')
})
