import { type ChatRef, type Clock, commandWords } from '@holdline/bridge'
import { locales } from '@holdline/locales'
import { createTelegram } from '@holdline/telegram'
import { onTestFinished } from 'vitest'
import type { Fault } from '../platforms/telegram/fault.ts'
import { TelegramServer } from '../platforms/telegram/server.ts'
import { RecordingInbox } from './channel/recording-inbox.ts'
import { type ChannelFixture, runChannelContract, type Trouble } from './channel.ts'
import { TelegramPerson } from './telegram-person.ts'
import { TestLog } from './test-log.ts'

/** The channel keeps to Telegram's limits, which are slow; its time runs faster here, and the server's limits are off. */
const SPEED = 20

/** Typing ends by itself, after 5 s on the platform. */
const TYPING_MS = 500

const fastClock: Clock = {
  now: () => Date.now() * SPEED,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs / SPEED).unref()
    return () => clearTimeout(timer)
  },
}

function troublesOf(server: TelegramServer): Trouble[] {
  const trouble = (name: string, effect: Trouble['effect'], fault: Fault): Trouble => ({
    name,
    effect,
    begin() {
      const handle = server.fail('sendMessage', { times: Number.POSITIVE_INFINITY, ...fault })
      return () => handle.clear()
    },
  })
  return [
    trouble('429 with retry_after', 'retry', { retryAfter: 2 }),
    trouble('the bot was blocked', 'blocked', { status: 403, description: 'Forbidden: bot was blocked by the user' }),
    trouble('the topic was closed', 'blocked', { status: 400, description: 'Bad Request: TOPIC_CLOSED' }),
    trouble('a refusal', 'rejected', { status: 400, description: 'Bad Request: BUTTON_DATA_INVALID' }),
    trouble('a lost answer', 'unknown', { dropAfter: true }),
    trouble('a lost request', 'unknown', { dropBefore: true }),
    trouble('a broken server', 'unknown', { status: 500 }),
    trouble('a proxy in between', 'unknown', { status: 502, body: '<html>Bad Gateway</html>' }),
  ]
}

async function open(): Promise<ChannelFixture> {
  const server = await TelegramServer.start({ limits: { flood: false, typingMs: TYPING_MS } })
  const channel = createTelegram({
    account: { name: 'default', botToken: server.bot.token, apiRoot: server.url },
    commands: commandWords(locales),
    texts: (locale, key) => `${key} in ${locale}`,
    locale: 'en',
    clock: fastClock,
    logger: new TestLog(),
  })
  const inbox = new RecordingInbox()
  const abort = new AbortController()
  onTestFinished(async () => {
    abort.abort()
    await server.stop()
  })
  await channel.start(inbox, abort.signal)
  const ann = server.user({ firstName: 'Ann', languageCode: 'en' })
  const privateChat = server.privateChat(ann)
  const chat: ChatRef = { channel: 'telegram', account: 'default', kind: 'direct', chat: String(privateChat.id) }
  return {
    channel,
    inbox,
    stop: () => abort.abort(),
    chat,
    person: new TelegramPerson(server, ann, privateChat),
    troubles: troublesOf(server),
  }
}

runChannelContract({
  open,
  lacks: {
    idempotentSend: 'sendMessage takes no key that a second call could be known by',
    refusesInline: 'an update has no answer of its own; a refusal is a message in the chat',
  },
})
