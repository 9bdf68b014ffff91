import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Chat } from '../../platforms/telegram/chat.ts'
import { TelegramServer } from '../../platforms/telegram/server.ts'
import { Host } from './support/host.ts'
import { onHost } from './support/on-host.ts'

/** Ten times what the slowest answer of a busy machine takes. */
const PATIENT = { timeoutMs: 60_000 }

const OTHERS = ['taiyi', 'shengongbao', 'nezha']

const STORED = z.object({ sessions: z.array(z.object({ sessionKey: z.string() })) })

const HOUR_MS = 3_600_000

// Both plugins, with the host's own default: all direct chats share one session. Four bots, one agent.
onHost('Telegram and Webchat in one OpenClaw gateway', () => {
  let telegram: TelegramServer
  let host: Host
  beforeAll(async () => {
    telegram = await TelegramServer.start({ bot: { username: 'sanqi_bot' } })
    for (const [index, name] of OTHERS.entries())
      telegram.account({ token: tokenOf(index), username: `${name}_bot`, firstName: name })
    const accounts = Object.fromEntries(OTHERS.map((name, index) => [name, { botToken: tokenOf(index) }]))
    host = await Host.start({
      probe: true,
      telegram: {
        apiRoot: telegram.url,
        dmPolicy: 'open',
        groupPolicy: 'open',
        accounts: { sanqi: { botToken: telegram.bot.token }, ...accounts },
      },
      config: { session: { dmScope: 'main' } },
    })
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
    await telegram.stop()
  })

  const tool = (seconds: number) => `{{tool:exec {"command":"sleep ${seconds}","yieldMs":120000}}}`
  /** Waits until the bot has said something in a chat. */
  const says = (chat: Chat, words: string) =>
    chat.until(({ fromBots }) => fromBots.find(({ text }) => text.includes(words)), PATIENT)
  /** A group in which the first bot has answered once; with what the host has stored of it. */
  async function groupWithSession() {
    const bob = telegram.user({ firstName: 'Bob' })
    const chat = telegram.group({ title: 'Team', members: [bob], creator: bob })
    const mention = (text: string) => bob.sends(chat, `@${telegram.bot.username} ${text}`)
    mention('hello')
    await says(chat, 'You said: hello')
    const { sessions } = STORED.parse(await host.call('probe.sessions'))
    const sessionKey = sessions.find((one) => one.sessionKey.endsWith(`group:${chat.id}`))?.sessionKey
    const store = (patch: Readonly<Record<string, unknown>>) => host.call('probe.patch', { sessionKey, patch })
    return { bob, chat, mention, store }
  }

  test('a direct chat is told why it waits, with buttons, and is answered in order', async () => {
    const ann = telegram.user({ firstName: 'Ann', languageCode: 'ru' })
    const chat = telegram.privateChat(ann)
    ann.sends(chat, `${tool(5)} one`)
    await host.asked('one')
    ann.sends(chat, 'two')
    const notice = await says(chat, 'Сообщение принято')
    expect(notice.keyboard.flat().map(({ text }) => text)).toContain('Отменить')
    await says(chat, 'You said: one')
    await says(chat, 'You said: two')
  })

  test('a group whose last run failed is told so, and the next mention is answered (#86827)', async () => {
    const { chat, mention } = await groupWithSession()
    mention('{{overflow}} too much')
    await says(chat, 'too long for the AI model')
    mention('and now?')
    await says(chat, 'You said: and now?')
  })

  test.for([
    ['failed', { status: 'failed', abortedLastRun: true }],
    ['a stale timeout', { status: 'timeout', startedAt: Date.now() - HOUR_MS, updatedAt: Date.now() - HOUR_MS }],
    ['still running', { status: 'running', startedAt: Date.now() - HOUR_MS, updatedAt: Date.now() - HOUR_MS }],
  ] as const)('a group session that is stored as %s answers the next mention (#86827)', async ([, entry]) => {
    const { chat, mention, store } = await groupWithSession()
    await store(entry)
    mention('still there?')
    await says(chat, 'You said: still there?')
  })

  test('a group session that the host gave up over restarts says so and offers a new one, which works (#86827)', async () => {
    const { bob, chat, mention, store } = await groupWithSession()
    const tombstone = { cycleId: 'cycle', revision: 3, chargedAttempts: 3, tombstone: { reason: 'attempts exhausted' } }
    await store({ status: 'failed', abortedLastRun: true, mainRestartRecovery: tombstone })
    mention('still there?')
    const told = await says(chat, 'could not be recovered after a restart')
    expect(told.keyboard.flat().map(({ text }) => text)).toEqual(['New session'])
    await bob.taps(told, 'New session')
    mention('and in the new one?')
    await says(chat, 'You said: and in the new one?')
  })

  test('four bots in one group on one agent: a run that fails holds none of them (#81335)', async () => {
    const ann = telegram.user({ firstName: 'Ann' })
    const chat = telegram.group({ title: 'Court', members: [ann], creator: ann, bots: telegram.accounts })
    ann.sends(chat, `@sanqi_bot ${tool(4)} {{overflow}} think hard`)
    await host.asked('think hard')
    for (const name of OTHERS) ann.sends(chat, `@${name}_bot and ${name}?`)
    await says(chat, 'Message received')
    await says(chat, 'too long for the AI model')
    for (const name of OTHERS) {
      const answer = await says(chat, `You said: and ${name}?`)
      expect(answer.from?.username).toBe(`${name}_bot`)
    }
  })

  test('two plugins that share agent:main:main wait for each other, and say so', async () => {
    await using client = await host.client()
    const ann = telegram.user({ firstName: 'Ann', languageCode: 'en' })
    const chat = telegram.privateChat(ann)
    const first = await client.say(`${tool(8)} from the page`)
    await host.asked('from the page')
    ann.sends(chat, 'from the phone')
    await says(chat, 'Message received')
    await client.answer(first)
    await says(chat, 'You said: from the phone')
  })
})

function tokenOf(index: number): string {
  return `820000000${index}:AAfake-token-of-another-bot`
}
