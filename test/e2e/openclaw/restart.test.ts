import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { Host, hostMissing } from './support/host.ts'

// A turn is taken over when its dead owner's lock is free, so leases need not be short.
// Two kills: after a third within five minutes the host would not start channels.
describe.skipIf(hostMissing())('an OpenClaw gateway that goes down', () => {
  let host: Host
  beforeAll(async () => {
    host = await Host.start()
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
  })

  test('killed while the model is waited for: the turn is resumed by the host, the waiting message is answered after it', async () => {
    await using client = await host.client()
    const first = await client.say('{{slow:5000}} kill me')
    await host.asked('kill me')
    const second = await client.say('two')
    await client.busy()
    await host.kill()
    await host.launch()
    await client.reconnect()
    const answer = await client.until(() => client.answersTo(first)[0], RESTART_MS)
    const next = await client.until(() => client.answersTo(second)[0], RESTART_MS)
    expect(answer.id).toBeLessThan(next.id)
    expect(next.text).toBe('You said: two')
    await client.until(() => client.live.length === 0)
    expect(client.answersTo(first)).toHaveLength(1)
    expect([...client.messages.values()].map(({ text }) => text).join('\n')).not.toContain("I'm continuing")
  })

  test('killed while a tool runs: the tool is not run again, and the turn is ended honestly or answered', async () => {
    await using client = await host.client()
    const mark = `${host.stateDir}/runs.txt`
    const first = await client.say(`{{tool:exec {"command":"echo run >> ${mark}; sleep 20","yieldMs":120000}}} one`)
    await client.say('two')
    const { noticeId } = await client.busy()
    await client.until(() => client.revisionsOf(noticeId).some(({ reason }) => reason === 'tool_running'))
    await eventually(() => existsSync(mark))
    await host.kill()
    await host.launch()
    await client.reconnect()
    await client.until(
      () => client.answersTo(first)[0] ?? [...client.notices.values()].find(({ kind }) => kind === 'failed'),
      RESTART_MS,
    )
    const third = await client.say('three')
    await client.until(() => client.answersTo(third)[0], RESTART_MS)
    expect(await readFile(mark, 'utf8')).toBe('run\n')
    await client.until(() => client.live.length === 0)
  })

  test('asked to stop: what runs is answered, what comes meanwhile is told that it is kept, and answered afterwards', async () => {
    await using client = await host.client()
    const first = await client.say('{{slow:6000}} drain me')
    await host.asked('drain me')
    host.signal('SIGTERM')
    const second = await client.say('two')
    expect((await client.answer(first)).text).toContain('drain me')
    await host.exited()
    await host.launch()
    await client.reconnect()
    const next = await client.until(() => client.answersTo(second)[0], RESTART_MS)
    expect(next.text).toBe('You said: two')
    expect(client.answersTo(first)).toHaveLength(1)
  })
})

/** A start takes ten seconds, and the host resumes three later; ten times that is more than a test has. */
const RESTART_MS = 90_000
