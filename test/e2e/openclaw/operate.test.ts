import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Host } from './support/host.ts'
import { onHost } from './support/on-host.ts'

// In order: what one operator does with one gateway, from the installation to the removal.
onHost('an operator of an OpenClaw gateway', () => {
  let host: Host
  beforeAll(async () => {
    host = await Host.bare()
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
  })

  test('installs the tarball by the host’s own command, and the configuration is valid', async () => {
    const tarball = await host.tarball()
    const ran = await host.openclaw('plugins', 'install', `npm-pack:${tarball}`, '--force', '--accept-capabilities')
    expect(ran).toMatchObject({ code: 0 })
    await host.reconfigure((config) => ({ ...config, channels: { 'holdline-webchat': { enabled: true } } }))
    expect((await host.openclaw('config', 'validate')).stdout).toContain('Config valid')
  })

  test('a key that nobody knows is refused with its name', async () => {
    await host.reconfigure((config) => ({ ...config, channels: { 'holdline-webchat': { enabled: true, tokn: 'x' } } }))
    const { stdout, stderr } = await host.openclaw('config', 'validate')
    expect(stdout + stderr).toContain('tokn')
    await host.reconfigure((config) => ({ ...config, channels: { 'holdline-webchat': { enabled: true } } }))
  })

  test('starts it: the channel is up, and the log has no warning of ours', async () => {
    await host.launch()
    const status = await host.openclaw('channels', 'status')
    expect(status.stdout).toMatch(/Holdline Webchat default: .*running/)
    const complaints = host.log.split('\n').filter((line) => /holdline/i.test(line) && /warn|error/i.test(line))
    expect(complaints).toEqual([])
  })

  test('sees, explains and frees sessions while the gateway runs', async () => {
    await using client = await host.client()
    await client.say('{{hang}} one')
    await client.say('two')
    await client.busy()
    const listed = await host.openclaw('holdline', 'sessions', 'list', '--json')
    const [line] = JSON.parse(listed.stdout).sessions
    expect(line).toMatchObject({ busy: true, queued: 1, stuck: false })
    const explained = await host.openclaw('holdline', 'sessions', 'explain', line.key, '--json')
    expect(JSON.parse(explained.stdout)).toMatchObject({ key: line.key, attempts: 1 })
    const aborted = await host.openclaw('holdline', 'sessions', 'abort', line.key, '--clear-queue', '--json')
    expect(JSON.parse(aborted.stdout)).toEqual({ key: line.key, aborted: true, cleared: 1 })
    await client.until(() => [...client.notices.values()].some(({ kind }) => kind === 'cancelled'))
    expect((await client.answer(await client.say('three'))).text).toBe('You said: three')
  })

  test('a session that does not exist is exit code 3', async () => {
    expect(await host.openclaw('holdline', 'sessions', 'explain', 'nothing')).toMatchObject({ code: 3 })
  })

  test('the same is offered as gateway methods', async () => {
    const { stdout } = await host.openclaw('gateway', 'call', 'holdline.sessions.list', '--json')
    expect(JSON.parse(stdout).sessions[0]).toMatchObject({ busy: false })
  })

  test('removes it: nothing of it is served any more, and the data stays', async () => {
    await host.stop()
    expect(await host.openclaw('plugins', 'uninstall', 'holdline-webchat', '--force')).toMatchObject({ code: 0 })
    await host.reconfigure(({ channels: _, ...config }) => config)
    await host.launch({ untilPage: false })
    // The host's own pages answer there now.
    expect(await (await fetch(`${host.url}/`)).text()).not.toContain('Holdline')
    expect(existsSync(join(host.stateDir, 'holdline/holdline.db'))).toBe(true)
    expect((await host.openclaw('holdline', 'sessions', 'list')).code).not.toBe(0)
  })

  test('on a gateway that is too old the plugin says which one it needs, and serves nothing', async () => {
    await host.stop()
    const path = await host.unpacked('webchat')
    const bundle = join(path, 'dist/openclaw.js')
    const code = await readFile(bundle, 'utf8')
    // The same as an older host: a plugin that needs a newer one.
    await writeFile(bundle, code.replaceAll('"2026.9.6"', '"2099.1.1"'))
    const plugins = { load: { paths: [path] }, entries: { 'holdline-webchat': { enabled: true } } }
    await host.reconfigure((config) => ({ ...config, plugins, channels: { 'holdline-webchat': { enabled: true } } }))
    await host.launch({ untilPage: false })
    expect(host.log).toMatch(
      /Holdline needs OpenClaw 2099\.1\.1 or newer, and this is 20\d\d\.\d+\.\d+: run "openclaw update"/,
    )
    expect(await (await fetch(`${host.url}/`)).text()).not.toContain('Holdline')
  })
})
