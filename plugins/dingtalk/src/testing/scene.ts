import type { Channel, ChatRef, Clock, LogFields, Logger, Notice, Reply } from '@holdline/bridge'
import { expect, onTestFinished } from 'vitest'
import type { Chat } from '../../../../test/platforms/dingtalk/chat.ts'
import type { FakeDingtalkOptions } from '../../../../test/platforms/dingtalk/fake-dingtalk.ts'
import { DingtalkHandlers } from '../../../../test/platforms/dingtalk/handlers.ts'
import type { Person } from '../../../../test/platforms/dingtalk/person.ts'
import { strictNetwork } from '../../../../test/platforms/kit/strict-network.ts'
import { createDingtalk } from '../channel.ts'
import type { DingtalkAccount } from '../config.ts'
import { type TestState, testState } from './memory.ts'
import { realClock } from './real-clock.ts'
import { RecordingInbox } from './recording-inbox.ts'

/** What a scene is made of. */
export interface SceneOptions {
  readonly dingtalk?: FakeDingtalkOptions
  readonly account?: Partial<DingtalkAccount>
  /** The channel's time. Default: this machine's. */
  readonly clock?: Clock
}

/** One life of a channel. */
export interface Life {
  readonly channel: Channel
  readonly inbox: RecordingInbox
  /** Connects it. */
  start(): Promise<void>
  /** Ends its signal. */
  stop(): void
}

/** A channel that talks through the real SDK to a DingTalk behind msw. */
export interface Scene extends Life {
  readonly dingtalk: DingtalkHandlers
  readonly state: TestState
  /** Everything that was logged, as lines of JSON. */
  readonly log: string[]
  readonly ann: Person
  /** Ann's chat with the robot. */
  readonly chat: Chat
  /** The same chat, as the core addresses it. */
  readonly ref: ChatRef
  /** Another life of the channel, with the memory of this one. */
  again(): Life
}

/** Sets a scene; at its end nothing may have reached the network, no rule be broken, and no secret be logged. */
export async function setScene({ dingtalk: options, account, clock = realClock }: SceneOptions = {}): Promise<Scene> {
  const dingtalk = await DingtalkHandlers.start(options)
  const network = strictNetwork(dingtalk.handlers)
  const { clientId, clientSecret } = dingtalk.app
  const state = testState()
  const log: string[] = []
  const stops: (() => void)[] = []
  const again = (): Life => {
    const inbox = new RecordingInbox()
    const abort = new AbortController()
    const roots = { apiRoot: dingtalk.url, oapiRoot: dingtalk.url }
    const channel = createDingtalk({
      account: { name: 'default', clientId, clientSecret, ...roots, ...account },
      state,
      texts: (locale, key) => `${key} in ${locale}`,
      locale: 'en',
      clock,
      logger: loggerTo(log),
    })
    stops.push(() => abort.abort())
    return { channel, inbox, start: () => channel.start(inbox, abort.signal), stop: () => abort.abort() }
  }
  const ann = dingtalk.person({ nick: 'Ann' })
  const chat = dingtalk.directChat(ann)
  onTestFinished(() => {
    for (const stop of stops) stop()
    dingtalk.stop()
    network.close()
    expect(network.leaks).toEqual([])
    const secrets = [clientSecret, ...dingtalk.app.tokens.keys()]
    expect(secrets.filter((secret) => log.join('\n').includes(secret))).toEqual([])
    expect(log.join('\n')).not.toMatch(/session=session/)
  })
  return { ...again(), dingtalk, state, log, ann, chat, ref: refOf(chat, ann), again }
}

/** A chat of the platform, as the core addresses it. */
export function refOf(chat: Chat, person: Person): ChatRef {
  const address = chat.kind === 'direct' ? person.id : chat.id
  return { channel: 'dingtalk', account: 'default', kind: chat.kind, chat: address }
}

/** An answer of one part. */
export function answer(chat: ChatRef, text: string, more: Partial<Reply> = {}): Reply {
  return { chat, messageId: text, part: 0, parts: 1, text, mention: [], idempotencyKey: text, ...more }
}

/** A live notice with one button. */
export function notice(chat: ChatRef, text: string, more: Partial<Notice> = {}): Notice {
  return {
    noticeId: 'n1',
    chat,
    revision: 1,
    kind: 'busy',
    state: 'live',
    text,
    elapsedMs: 0,
    buttons: [{ action: 'cancel', label: 'Cancel', token: 'c.t..m', style: 'danger' }],
    locale: 'en',
    ...more,
  }
}

/** Waits until something is so. */
export function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: 10_000, interval: 10 })
}

function loggerTo(lines: string[]): Logger {
  const write = (level: string) => (fields: LogFields, message: string) => {
    const shown = Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? deep(value) : value])
    lines.push(JSON.stringify({ level, message, ...Object.fromEntries(shown) }))
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** An error with all that a logger might print of it. */
function deep(error: Error): object {
  return {
    ...error,
    message: error.message,
    stack: error.stack,
    cause: error.cause instanceof Error ? deep(error.cause) : error.cause,
  }
}
