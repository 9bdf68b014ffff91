import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { TelegramServer } from '../../platforms/telegram/server.ts'
import { eventually } from '../support/eventually.ts'
import { Host } from './support/host.ts'
import { onHost } from './support/on-host.ts'

// A turn is taken over when its dead owner's lock is free, so leases need not be short.
// In this order: the third kill within five minutes is the one after which the host starts no channels.
onHost('an OpenClaw gateway that goes down', () => {
  let telegram: TelegramServer
  let host: Host
  beforeAll(async () => {
    telegram = await TelegramServer.start()
    host = await Host.start({
      telegram: { botToken: telegram.bot.token, apiRoot: telegram.url, dmPolicy: 'open', groupPolicy: 'open' },
    })
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
    await telegram.stop()
  })

  test('killed while the model is waited for: the host resumes the turn, what waited is answered after it, old buttons are answered', async () => {
    await using client = await host.client()
    const { word, gate } = host.hold()
    const first = await client.say(`${word} kill me`)
    await gate.reached
    const second = await client.say('two')
    const third = await client.say('three')
    const busy = await client.busy()
    await host.kill()
    await host.launch()
    await client.reconnect()
    expect((await client.tap(busy, 'wait')).result).toBe('done')
    gate.open()
    const answer = await client.until(() => client.answersTo(first)[0], RESTART_MS)
    const next = await client.until(() => client.answersTo(second)[0], RESTART_MS)
    const last = await client.until(() => client.answersTo(third)[0], RESTART_MS)
    const order = [answer, next, last].map(({ id }) => id)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect([next.text, last.text]).toEqual(['You said: two', 'You said: three'])
    await client.until(() => client.live.length === 0)
    expect((await client.tap(busy, 'cancel')).result).toBe('finished')
    for (const id of [first, second, third]) expect(client.answersTo(id)).toHaveLength(1)
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

  test('restarted by a change of its configuration, one result of two parallel tools in: the turn is answered, nothing is stuck (#70555)', async () => {
    await using client = await host.client()
    const mark = `${host.stateDir}/parallel.txt`
    const end = `${host.stateDir}/parallel.end`
    const run = (command: string) => `exec {"command":"${command}; echo run >> ${mark}","yieldMs":120000}`
    const waits = `while [ -d ${host.stateDir} ] && [ ! -e ${end} ]; do sleep 0.1; done`
    const first = await client.say(`{{tool:${run('true')} + ${run(waits)}}} both`)
    await eventually(() => existsSync(mark))
    const begun = host.logs(/requires gateway restart/)
    const restarted = host.logs(/\[gateway\] ready/)
    await host.reconfigure(withTls)
    await begun
    const second = await client.say('two')
    await writeFile(end, '')
    await restarted
    await host.served()
    await client.reconnect()
    const answer = await client.until(() => client.answersTo(first)[0], RESTART_MS)
    expect(answer.text).toContain('both')
    expect((await client.until(() => client.answersTo(second)[0], RESTART_MS)).text).toBe('You said: two')
    expect(await readFile(mark, 'utf8')).toBe('run\nrun\n')
    expect(client.answersTo(first)).toHaveLength(1)
    await client.until(() => client.live.length === 0)
  })

  test('asked to stop: what runs is answered, what comes meanwhile is told that it is kept, and answered afterwards', async () => {
    await using client = await host.client()
    const { word, gate } = host.hold()
    const first = await client.say(`${word} drain me`)
    await gate.reached
    const drains = host.logs(/received SIGTERM/)
    host.signal('SIGTERM')
    await drains
    const second = await client.say('two')
    await client.busy()
    gate.open()
    expect((await client.answer(first)).text).toContain('drain me')
    await host.exited()
    await host.launch()
    await client.reconnect()
    const next = await client.until(() => client.answersTo(second)[0], RESTART_MS)
    expect(next.text).toBe('You said: two')
    expect(client.answersTo(first)).toHaveLength(1)
  })

  test('a restart does not make the main session forget what was said beside it', async () => {
    await using client = await host.client()
    await client.command('/queue parallel')
    await client.say('{{hang}} long work')
    await host.asked('long work')
    await client.answer(await client.say('beside it'))
    await client.command('/cancel')
    await client.until(() => client.live.length === 0)
    await host.stop()
    await host.launch()
    await client.reconnect()
    // Once, and the host remembers it.
    for (const text of ['and afterwards?', 'and later?']) {
      await client.answer(await client.say(text))
      const heard = JSON.stringify((await host.asked(text)).chat?.messages)
      expect(heard.split('Beside this conversation the person asked: beside it')).toHaveLength(2)
    }
  })

  test('killed again and again: the host starts no channels, people are told, and what was accepted is answered', async () => {
    const ann = telegram.user({ firstName: 'Ann', languageCode: 'ru' })
    const chat = telegram.privateChat(ann)
    const says = (words: string) =>
      chat.until(({ fromBots }) => fromBots.find(({ text }) => text.includes(words)), { timeoutMs: RESTART_MS })
    const { word, gate } = host.hold()
    ann.sends(chat, `${word} before the crash`)
    await gate.reached
    ann.sends(chat, 'and this')
    await says('Сообщение принято')
    await host.kill()
    await host.launch()
    await says('не получает новые сообщения')
    gate.open()
    await says('с продолжением после перезапуска')
    await says('You said: and this')
    ann.sends(chat, 'nobody hears this yet')
    await expect(host.client()).rejects.toThrow('503')
    await host.call('channels.start', { channel: 'holdline-telegram' })
    await says('You said: nobody hears this yet')
    expect(chat.fromBots.filter(({ text }) => text === 'You said: and this')).toHaveLength(1)
  })
})

/** A start takes ten seconds, and the host resumes three later; ten times that is more than a test has. */
const RESTART_MS = 90_000

/** A change that says nothing new, of a key for which the host restarts. */
const withTls = ({ gateway, ...config }: Record<string, unknown>) => ({
  ...config,
  gateway: { ...z.record(z.string(), z.unknown()).parse(gateway), tls: { enabled: false } },
})
