import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { sessionOf } from '../support/sessions.ts'

test('while another process keeps the store locked, looking works, and a change exits 75 and works later', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await client.answer(await client.say('hello'))
  const key = sessionOf(client.chat)
  await gateway.stop()
  const locker = new DatabaseSync(join(gateway.stateDir, 'holdline.db'))
  onTestFinished(() => locker.close())
  locker.exec('BEGIN IMMEDIATE')

  const looked = await gateway.command('sessions', 'list')
  const refused = await gateway.command('sessions', 'reset', key, '--json')
  locker.exec('COMMIT')
  const later = await gateway.command('sessions', 'reset', key, '--json')

  expect(looked).toMatchObject({ code: 0, stdout: expect.stringContaining(key) })
  expect(refused).toMatchObject({ code: 75, stdout: '' })
  expect(refused.stderr).toMatch(/^holdline: the store cannot be used now: .*locked.*try again\n$/)
  expect(later.code).toBe(0)
  expect(JSON.parse(later.stdout)).toMatchObject({ key, reset: true })
})
