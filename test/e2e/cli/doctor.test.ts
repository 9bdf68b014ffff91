import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { holdline } from '../support/cli.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'

test('"doctor" looks at all that a gateway needs, and finds nothing wrong with a running one', async () => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  const { code, stdout, stderr } = await gateway.command('doctor', '--json')
  const { ok, findings } = JSON.parse(stdout)

  expect([code, ok, stderr]).toEqual([0, true, ''])
  expect(findings.map(({ check }: { check: string }) => check)).toEqual(
    expect.arrayContaining(['configuration', 'gateway', 'store', 'model']),
  )
  expect(stdout).toContain(`running as process ${gateway.pid}`)
  expect(model.requests.map(({ path }) => path)).toEqual(['/v1/models'])
})

test('"doctor" names what is wrong and what to do: a model server that is not there', async () => {
  const { code, stdout } = await holdline(['doctor', '--json'], {
    HOLDLINE_STATE_DIR: '/nowhere/at/all',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    HOLDLINE_MODEL: 'x',
  })
  const { findings } = JSON.parse(stdout)
  expect(code).toBe(1)
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'model', ok: false, fix: expect.stringContaining('OPENAI_BASE_URL') }),
  )
})

test('"doctor" explains a bad configuration', async () => {
  const { code, stdout } = await holdline(['doctor', '--json'], { HOLDLINE_ON_BUSY: 'maybe' })
  expect(code).toBe(1)
  expect(JSON.parse(stdout).findings[0]).toMatchObject({ check: 'configuration', ok: false })
})

test('"doctor" finds a model that no server is named for, and a gateway that nobody can write to', async () => {
  const { code, stdout } = await holdline(['doctor', '--json'], { HOLDLINE_MODEL: 'x', HOLDLINE_WEBCHAT: 'off' })
  const { findings } = JSON.parse(stdout)
  expect(code).toBe(1)
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'model', ok: false, fix: expect.stringContaining('OPENAI_BASE_URL') }),
  )
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'channels', ok: false, fix: expect.stringContaining('HOLDLINE_WEBCHAT') }),
  )
})

test('"doctor" finds a state directory that no store can be made in, as a start would', async () => {
  const { code, stdout } = await holdline(['doctor', '--json'], { HOLDLINE_STATE_DIR: '/dev/null/state' })
  const { findings } = JSON.parse(stdout)
  expect(code).toBe(1)
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'store', ok: false, fix: expect.stringContaining('HOLDLINE_STATE_DIR') }),
  )
})

test('"doctor" does not blame the rights for a store that is damaged', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'holdline-e2e-'))
  onTestFinished(() => rm(stateDir, { recursive: true }))
  await writeFile(join(stateDir, 'holdline.db'), 'no database at all, '.repeat(200))
  const { code, stdout } = await holdline(['doctor', '--json'], { HOLDLINE_STATE_DIR: stateDir })
  const { findings } = JSON.parse(stdout)
  expect(code).toBe(1)
  expect(findings).toContainEqual({
    check: 'store',
    ok: false,
    message: expect.stringMatching(/damaged.*Move it away or put back a copy/),
    fix: 'correct it as the message says',
  })
})

test('"doctor" does not call work stuck that the next start goes on with', async () => {
  await using gateway = await GatewayProcess.start({ config: { drainMs: 1 } })
  await using client = await gateway.client()
  await client.say('[hang] hello')
  await client.until(() => client.typing)
  await gateway.stop()
  const { code, stdout } = await gateway.command('doctor', '--json')
  const { findings } = JSON.parse(stdout)
  expect(code).toBe(0)
  expect(findings).toContainEqual({
    check: 'session',
    ok: true,
    message: 'work that the next start goes on with: 1',
  })
  expect(stdout).not.toContain('sessions abort')
})

test('"doctor" finds a list of people that shuts the web chat, and how to open it', async () => {
  const chats = { direct: { allowFrom: ['42'] } }
  await using shut = await GatewayProcess.start({ config: { chats } })
  const { code, stdout } = await shut.command('doctor', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout).findings).toContainEqual(
    expect.objectContaining({ check: 'webchat', ok: false, fix: expect.stringContaining('chats.webchat.allowFrom') }),
  )

  await using open = await GatewayProcess.start({ config: { chats: { ...chats, webchat: { allowFrom: ['*'] } } } })
  expect((await open.command('doctor')).code).toBe(0)
  await using client = await open.client()
  await client.answer(await client.say('hello'))
})
