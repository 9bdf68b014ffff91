import type { Channel, ChatRef, Clock } from '@holdline/bridge'
import { expect, onTestFinished } from 'vitest'
import { loggerTo } from '../../../../test/channels/logger-to.ts'
import { RecordingInbox } from '../../../../test/channels/recording-inbox.ts'
import type { Chat } from '../../../../test/platforms/dingtalk/chat.ts'
import type { ChatMessage } from '../../../../test/platforms/dingtalk/chat-message.ts'
import type { FakeDingtalkOptions } from '../../../../test/platforms/dingtalk/fake-dingtalk.ts'
import { DingtalkHandlers } from '../../../../test/platforms/dingtalk/handlers.ts'
import type { Person } from '../../../../test/platforms/dingtalk/person.ts'
import type { RecordedCall } from '../../../../test/platforms/dingtalk/recorded-call.ts'
import type { RuleName } from '../../../../test/platforms/dingtalk/rules.ts'
import { systemClock } from '../../../../test/platforms/kit/clock.ts'
import { strictNetwork } from '../../../../test/platforms/kit/strict-network.ts'
import { createDingtalk } from '../channel.ts'
import type { DingtalkAccount } from '../config.ts'
import { type TestState, testState } from './memory.ts'

/** What a scene is made of. */
export interface SceneOptions {
  readonly dingtalk?: FakeDingtalkOptions
  readonly account?: Partial<DingtalkAccount>
  /** The channel's time. Default: this machine's. */
  readonly clock?: Clock
  /** The channel's chance. Default: that of this machine. */
  readonly random?: () => number
  /** Rules that the test makes the robot break. Default: none. */
  readonly breaks?: readonly RuleName[]
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
export async function setScene(options: SceneOptions = {}): Promise<Scene> {
  const { account, clock = systemClock, random, breaks = [] } = options
  const dingtalk = await DingtalkHandlers.start(options.dingtalk)
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
      ...(random === undefined ? {} : { random }),
    })
    stops.push(() => abort.abort())
    const start = async (): Promise<void> => {
      await channel.start(inbox, abort.signal)
      // A start waits for some seconds only, and what people say before there is a connection is lost.
      await eventually(() => channel.health().state).not.toBe('starting')
    }
    return { channel, inbox, start, stop: () => abort.abort() }
  }
  const ann = dingtalk.person({ nick: 'Ann' })
  const chat = dingtalk.directChat(ann)
  onTestFinished(() => {
    for (const stop of stops) stop()
    dingtalk.stop()
    network.close()
    expect(network.leaks).toEqual([])
    expect(dingtalk.spinningCards).toEqual([])
    expect(dingtalk.violations.filter(({ rule }) => !breaks.includes(rule))).toEqual([])
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

/** Starts the channel; Ann writes, and her message can be answered. */
export async function spokenTo(scene: Scene, text = 'hello'): Promise<ChatMessage> {
  await scene.start()
  const { message } = scene.ann.says(scene.chat, text)
  await eventually(() => scene.inbox.messages.length).toBe(1)
  return message
}

/** The calls of one endpoint so far. */
export function callsOf({ dingtalk }: Scene, endpoint: string): readonly RecordedCall[] {
  return dingtalk.calls.filter((call) => call.endpoint === endpoint)
}

/** Waits until something is so. */
export function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: 20_000, interval: 10 })
}
