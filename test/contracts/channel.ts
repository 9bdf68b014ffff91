import type { Channel, ChannelErrorEffect, ChatRef } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { noticeCases } from './channel/notices.ts'
import { receivingCases } from './channel/receiving.ts'
import type { RecordingInbox } from './channel/recording-inbox.ts'
import { sendingCases } from './channel/sending.ts'
import { streamingCases } from './channel/streaming.ts'
import { tapCases } from './channel/taps.ts'

/** A message that the person wrote, as the platform knows it. */
export interface Written {
  /** How often the channel has told the platform that it has it. */
  acknowledged(): number
  /** What the platform was told instead, in words for the person, if it was told anything. */
  refusals(): readonly string[]
  /** The platform delivers it once more, as it does when an acknowledgement got lost. */
  redeliver(): Promise<void>
}

/** A button press, as the platform knows it. */
export interface Press {
  /** What the person was told in answer to it. */
  answers(): readonly string[]
}

/** Something in the chat, after all edits. What was taken away is not in it. */
export interface Shown {
  readonly text: string
  /** What it replies to: the `ref` of a question, in the platform's terms. */
  readonly replyTo?: string
  /** The labels of its buttons, in order. */
  readonly buttons: readonly string[]
}

/** The person's side of the platform. */
export interface PersonSide {
  /** Sends a message. Resolves when the platform has it, whether or not the channel has. */
  write(text: string): Promise<Written>
  /** Presses a button of something shown. */
  press(shown: Shown, label: string): Promise<Press>
  /** The chat from top to bottom. */
  chat(): readonly Shown[]
  /** Whether the bot is seen to be typing. */
  typing(): boolean
  /** Resolves when everything that the channel has sent so far has arrived. */
  settle(): Promise<void>
}

/** A way in which the platform can fail a send. */
export interface Trouble {
  /** What happens, such as `429 with retry_after`. */
  readonly name: string
  readonly effect: ChannelErrorEffect
  /** Makes it happen from now on; returns how to make it stop. */
  begin(): () => void
}

/** A started channel on its platform, with one chat and one person in it. */
export interface ChannelFixture {
  readonly channel: Channel
  /** What the channel was started with. */
  readonly inbox: RecordingInbox
  /** Ends the channel's signal. */
  readonly stop: () => void
  readonly chat: ChatRef
  readonly person: PersonSide
  readonly troubles: readonly Trouble[]
}

/** What some channels can do and others cannot. */
export type ChannelNeed = 'edit' | 'stream' | 'idempotentSend' | 'typing' | 'refusesInline' | 'retire'

/** A test of the contract. `needs`: a capability without which it says nothing. */
export interface ChannelCase {
  readonly needs?: ChannelNeed
  readonly run: (fixture: ChannelFixture) => Promise<void>
}

/** Tests of the contract by the behaviour they are named after. */
export type ChannelCases = Readonly<Record<string, ChannelCase>>

/** A channel to be held to the contract. */
export interface ChannelSubject {
  /** Makes a fixture for one test, and sees to its end. */
  readonly open: () => Promise<ChannelFixture>
  /** What the platform offers no way to do, each with the reason. The tests of these are left out. */
  readonly lacks?: Partial<Readonly<Record<ChannelNeed, string>>>
}

const CASES: ChannelCases = { ...receivingCases, ...sendingCases, ...noticeCases, ...tapCases, ...streamingCases }

const OFFERS: Readonly<Record<ChannelNeed, (channel: Channel) => boolean>> = {
  edit: ({ capabilities }) => capabilities.edit,
  stream: ({ capabilities }) => capabilities.stream,
  idempotentSend: ({ capabilities }) => capabilities.idempotentSend,
  typing: ({ capabilities }) => capabilities.typing !== undefined,
  refusesInline: ({ capabilities }) => capabilities.refusesInline,
  retire: (channel) => channel.retire !== undefined,
}

// A test waits for several things in turn.
const TEST_TIMEOUT_MS = 60_000

/** Declares the tests that every channel has to pass. */
export function runChannelContract({ open, lacks = {} }: ChannelSubject): void {
  const gaps = Object.keys(lacks)
  test('lacks what it says it lacks, and nothing else', async () => {
    const { channel } = await open()
    const missing = Object.entries(OFFERS).filter(([, offers]) => !offers(channel))
    expect(missing.map(([need]) => need).sort()).toEqual(gaps.sort())
  })
  for (const [name, { needs, run }] of Object.entries(CASES))
    if (needs === undefined || !gaps.includes(needs))
      test(name, { timeout: TEST_TIMEOUT_MS }, async () => run(await open()))
}
