import { afterAll, expect, test } from 'vitest'
import { holdline } from '../support/cli.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { sessionOf } from '../support/sessions.ts'

const gateway = await GatewayProcess.start()
afterAll(() => gateway[Symbol.asyncDispose]())

for (const name of ['explain', 'abort', 'reset']) {
  test.concurrent(`"sessions ${name}" of a session that there is not exits 3 and says where to look`, async () => {
    const { code, stdout, stderr } = await gateway.command('sessions', name, sessionOf('nobody'), '--json')
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/no session ".*nobody".*sessions list/)
  })
}

for (const args of [[], ['bogus'], ['sessions', 'bogus'], ['sessions', 'explain'], ['sessions', 'list', '--colour']]) {
  test.concurrent(`"holdline ${args.join(' ')}" is a usage error: 2, with help on stderr`, async () => {
    const { code, stdout, stderr } = await gateway.command(...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Usage: holdline')
  })
}

test('help and the version are no errors', async () => {
  const [help, version] = await Promise.all([gateway.command('--help'), gateway.command('--version')])
  expect([help.code, version.code]).toEqual([0, 0])
  expect(help.stdout).toContain('sessions')
})

test('a bad configuration exits 78 for every command', async () => {
  const { code, stderr } = await holdline(['sessions', 'list'], { HOLDLINE_PORT: 'abc' })
  expect(code).toBe(78)
  expect(stderr).toContain('HOLDLINE_PORT')
})

test('an abort of a session where nothing runs is no error', async () => {
  await using client = await gateway.client()
  await client.answer(await client.say('hello'))
  const { code, stdout } = await gateway.command('sessions', 'abort', sessionOf(client.chat), '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({ key: sessionOf(client.chat), aborted: false, cleared: 0 })
})
