import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { BotAccount } from '../../platforms/telegram/bot-account.ts'
import type { Chat } from '../../platforms/telegram/chat.ts'
import { TelegramServer } from '../../platforms/telegram/server.ts'
import { eventually } from '../support/eventually.ts'
import { Host } from './support/host.ts'
import { onHost } from './support/on-host.ts'

/** Ten times what the slowest answer of a busy machine takes. */
const PATIENT = { timeoutMs: 60_000 }

const OTHERS = ['taiyi', 'shengongbao', 'nezha']

/** A bot that shows no status messages. */
const QUIET = { token: '8300000001:AAfake-token-of-a-quiet-bot', username: 'quiet_bot', firstName: 'Quiet' }

const STORED = z.object({ sessions: z.array(z.object({ sessionKey: z.string() })) })

const LISTED = z.object({ sessions: z.array(z.object({ queued: z.number() })) })

const HOUR_MS = 3_600_000

// Both plugins, with the host's own default: all direct chats share one session. Four bots, one agent.
onHost('Telegram and Webchat in one OpenClaw gateway', () => {
  let telegram: TelegramServer
  let quiet: BotAccount
  let host: Host
  beforeAll(async () => {
    telegram = await TelegramServer.start({ bot: { username: 'sanqi_bot' } })
    for (const [index, name] of OTHERS.entries())
      telegram.account({ token: tokenOf(index), username: `${name}_bot`, firstName: name })
    quiet = telegram.account(QUIET)
    const accounts = Object.fromEntries(OTHERS.map((name, index) => [name, { botToken: tokenOf(index) }]))
    host = await Host.start({
      probe: true,
      telegram: {
        apiRoot: telegram.url,
        dmPolicy: 'open',
        groupPolicy: 'open',
        accounts: {
          sanqi: { botToken: telegram.bot.token },
          quiet: { botToken: QUIET.token, notices: 'off' },
          ...accounts,
        },
      },
      config: { session: { dmScope: 'main' } },
    })
  })
  afterAll(async () => {
    await host[Symbol.asyncDispose]()
    await telegram.stop()
  })

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
    const work = host.work()
    ann.sends(chat, `${work.call} one at work`)
    await host.asked('one at work')
    ann.sends(chat, 'two')
    const notice = await says(chat, 'Сообщение принято')
    expect(notice.keyboard.flat().map(({ text }) => text)).toContain('Отменить')
    await work.end()
    await says(chat, 'You said: two')
    const answers = chat.fromBots.filter(({ text }) => text.startsWith('You said'))
    expect(answers.map(({ text }) => text.slice(0, 13))).toEqual(['You said: one', 'You said: two'])
  })

  test('notices: off leaves the host’s behaviour: what waits and what fails for a while is answered without a word more', async () => {
    const bob = telegram.user({ firstName: 'Bob', languageCode: 'en' })
    const chat = telegram.privateChat(bob, quiet)
    const work = host.work()
    bob.sends(chat, `${work.call} one in silence`)
    await host.asked('one in silence')
    bob.sends(chat, '{{500 x1}} two')
    bob.sends(chat, 'three')
    await eventually(async () => waitingIn(await host.call('holdline.sessions.list')) === 2)
    await work.end()
    await says(chat, 'You said: three')
    expect(chat.fromBots.map(({ text }) => text.split('\n')[0])).toEqual([
      'You said: one in silence',
      'You said: two',
      'You said: three',
    ])
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
    const bots = telegram.accounts.filter((bot) => bot !== quiet)
    const chat = telegram.group({ title: 'Court', members: [ann], creator: ann, bots })
    const work = host.work()
    ann.sends(chat, `@sanqi_bot ${work.call} {{overflow}} think hard`)
    await host.asked('think hard')
    for (const name of OTHERS) ann.sends(chat, `@${name}_bot and ${name}?`)
    await says(chat, 'Message received')
    await work.end()
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
    const work = host.work()
    const first = await client.say(`${work.call} from the page`)
    await host.asked('from the page')
    ann.sends(chat, 'from the phone')
    await says(chat, 'Message received')
    await work.end()
    await client.answer(first)
    await says(chat, 'You said: from the phone')
  })

  // Last: the gateway is stopped, as other programs are looked for only then.
  test('doctor finds another program with the same token, and says where the messages are', async () => {
    await host.stop()
    await using _ = pollingElsewhere(`${telegram.url}/bot${telegram.bot.token}/getUpdates?timeout=30`)
    const said = await host.doctor('uninstalling the plugin leaves that file')
    expect(said).toContain('holdline-telegram (sanqi): another program takes this bot’s messages')
    expect(said).not.toContain(`holdline-telegram (${OTHERS[0]}): another program`)
    expect(said).toContain('the messages are kept in')
    for (const { token } of telegram.accounts) expect(said).not.toContain(token)
  })
})

/** Another program that asks for a bot's messages, and asks again whenever it is refused. */
function pollingElsewhere(url: string): AsyncDisposable {
  const stopping = new AbortController()
  const polling = (async () => {
    while (!stopping.signal.aborted) await fetch(url, { signal: stopping.signal }).catch(() => undefined)
  })()
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await polling
    },
  }
}

function tokenOf(index: number): string {
  return `820000000${index}:AAfake-token-of-another-bot`
}

/** How many messages wait, by `holdline.sessions.list`. */
function waitingIn(listed: unknown): number {
  return LISTED.parse(listed).sessions.reduce((sum, { queued }) => sum + queued, 0)
}
