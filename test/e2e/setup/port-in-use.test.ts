import { expect, test } from 'vitest'
import { holdline } from '../support/cli.ts'
import { GatewayProcess } from '../support/gateway.ts'

test('a second start on the same port and directory fails by name and leaves the first one alone', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  const pid = gateway.pid
  const port = new URL(gateway.url).port

  const second = await holdline(['start'], { HOLDLINE_PORT: port, HOLDLINE_STATE_DIR: gateway.stateDir })
  const answer = await client.answer(await client.say('hello'))

  expect(second).toMatchObject({ code: 78, stdout: '' })
  for (const word of ['HOLDLINE_PORT', port, 'in use', '0: any free port']) expect(second.stderr).toContain(word)
  expect(answer.text).toContain('hello')
  expect(gateway.pid).toBe(pid)
})
