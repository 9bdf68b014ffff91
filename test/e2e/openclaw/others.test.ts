import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Host, hostMissing } from './support/host.ts'

describe.skipIf(hostMissing())('what else goes on in an OpenClaw gateway', () => {
  let host: Host
  beforeAll(async () => {
    host = await Host.start({
      config: { tools: { exec: { host: 'gateway', security: 'allowlist', ask: 'always' } } },
    })
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
  })

  test('a run of another surface makes the session busy: that is said, and the message is answered after it', async () => {
    await using client = await host.client()
    await client.answer(await client.say('hello'))
    const { stdout } = await host.openclaw('holdline', 'sessions', 'list', '--json')
    const { key } = JSON.parse(stdout).sessions[0]
    const params = { sessionKey: key, message: '{{slow:15000}} from the control UI', idempotencyKey: 'other-1' }
    const sent = await host.openclaw('gateway', 'call', 'chat.send', '--params', JSON.stringify(params))
    expect(sent).toMatchObject({ code: 0 })
    await host.asked('from the control UI')
    const id = await client.say('mine')
    const notice = await client.until(() => client.live.find(({ kind }) => kind === 'busy'))
    expect(notice.text).toContain('another place')
    expect(notice.actions.map(({ action }) => action)).not.toContain('cancel')
    expect((await client.answer(id)).text).toBe('You said: mine')
    await client.until(() => client.live.length === 0)
  })

  test('a tool that waits for an approval is told at once, and the approval passes the lane', async () => {
    await using client = await host.client()
    const id = await client.say('{{tool:exec {"command":"echo approved","yieldMs":120000}}} please')
    const notice = await client.until(() => client.live.find(({ reason }) => reason === 'waiting_approval'))
    expect(notice.actions.map(({ action }) => action)).toContain('cancel')
    const approve = await client.until(
      () => [...client.messages.values()].flatMap(({ text }) => /^\/approve \S+ allow-once$/m.exec(text) ?? [])[0],
    )
    await client.say(approve)
    expect((await client.answer(id)).text).toContain('approved')
  })
})
