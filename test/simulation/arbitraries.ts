import { type ChatRef, FAILURE_CODES, type NoticeMode, POLICIES } from '@holdline/bridge'
import fc from 'fast-check'
import type { Command, History } from './history.ts'
import type { Wish } from './operator.ts'
import type { Plan, PlanStep } from './plan.ts'
import { type CallFate, NARROW, type PlatformRules, WIDE } from './platform.ts'
import type { WorldChat } from './world.ts'

/** Words that people type, from every kind of command. */
const WORDS = [
  '/cancel',
  'stop',
  '/cancel 1',
  '/cancel 2',
  '/new',
  '/new #0',
  '/wait',
  '/dequeue',
  '/background',
  '/retry',
  '/status',
  '/tasks',
  '/queue interrupt',
  '/queue parallel',
  '/queue queue',
  '/lang ru',
]

/** Where people write: two chats share a session, and one is on another account. */
const PLACES: readonly ChatRef[] = [
  { channel: 'webchat', account: 'default', kind: 'direct', chat: 'a' },
  { channel: 'webchat', account: 'default', kind: 'group', chat: 'g' },
  { channel: 'webchat', account: 'default', kind: 'direct', chat: 'b' },
  { channel: 'telegram', account: 'default', kind: 'direct', chat: 't' },
]

const short = fc.integer({ min: 0, max: 3_000 })

const planStep: fc.Arbitrary<PlanStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('think' as const), ms: short }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('tool' as const), ms: short }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tool' as const), ms: fc.constant(12_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rate_limit' as const), ms: short }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('stream' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deafen' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hang' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('busy' as const), retryAfterMs: short }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fail' as const), code: fc.constantFrom(...FAILURE_CODES) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('say_nothing' as const, 'throw' as const) }) },
)

const plan: fc.Arbitrary<Plan> = fc.array(planStep, { maxLength: 4 })

const fate = fc.constantFrom<CallFate>(
  'fine',
  'fine',
  'slow',
  'retry',
  'pause',
  'no way',
  'lost',
  'arrived',
  'gone',
  'crash',
)
const finalFate = fc.constantFrom<CallFate>('rejected', 'blocked')

const index = fc.nat({ max: 40 })
const node = fc.nat({ max: 2 })

const seldomOne = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) })

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      chat: index,
      who: index,
      plan,
      lostDeliveries: seldomOne,
      lostAcks: seldomOne,
      album: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('command' as const),
      chat: index,
      who: index,
      text: fc.constantFrom(...WORDS),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('tap' as const),
      button: index,
      who: index,
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('tap falsely' as const), button: index, who: index, chat: index }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver again' as const), event: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'recall' as const), event: index }) },
  { weight: 14, arbitrary: fc.record({ do: fc.constant('go' as const), steps: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 2_500 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 5_000, max: 9_000 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), node }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('start' as const), node }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), node }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pause' as const), node }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wake' as const), node }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash at' as const),
      node,
      crash: fc.record({ inCalls: fc.integer({ min: 1, max: 30 }), when: fc.constantFrom('before', 'after') }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('set clock' as const),
      node,
      skewMs: fc.constantFrom(-8_000, -2_000, 0, 2_000, 8_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose hints' as const), node, lost: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('fail store' as const), node, calls: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('operate' as const),
      chat: index,
      wish: fc.constantFrom<Wish>('abort', 'abort and clear', 'reset'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), node, chat: index, ms: short }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unhold' as const), node, chat: index }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fates' as const), fates: fc.array(fate, { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fates' as const), fates: fc.tuple(finalFate) }) },
)

const platform: fc.Arbitrary<PlatformRules> = fc.record({
  idempotent: fc.boolean(),
  edits: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  maxText: fc.constantFrom(WIDE, NARROW),
  streams: fc.boolean(),
  refusesInline: fc.boolean(),
  ordered: fc.boolean(),
})

const notices = fc.oneof<fc.WeightedArbitrary<NoticeMode>[]>(
  { weight: 5, arbitrary: fc.constant('always') },
  { weight: 1, arbitrary: fc.constantFrom('asker-only', 'first-only', 'off') },
)

const chats: fc.Arbitrary<readonly WorldChat[]> = fc
  .record({
    size: fc.integer({ min: 1, max: PLACES.length }),
    shared: fc.boolean(),
    policies: fc.tuple(...PLACES.map(() => fc.constantFrom(...POLICIES))),
    notices,
  })
  .map(({ size, shared, policies, notices: mode }) =>
    PLACES.slice(0, size).map((chat, place) => ({
      chat,
      policy: policies[place] ?? 'queue',
      notices: mode,
      ...(shared && place > 1 ? { sharesWith: 0 } : {}),
    })),
  )

/** Any history; most commands are people's, some are faults. */
export const anyHistory: fc.Arbitrary<History> = fc.record({
  seed: fc.nat(),
  nodes: fc.integer({ min: 1, max: 3 }),
  chats,
  platform,
  capabilities: fc.record({
    resume: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    steer: fc.boolean(),
    parallel: fc.boolean(),
    erase: fc.boolean(),
  }),
  provableDeath: fc.boolean(),
  maxConcurrentTurns: fc.constantFrom(1, 2, 16),
  closedNotices: fc.constantFrom('keep', 'delete'),
  pace: fc.constantFrom(2, 10, 1_000),
  commands: fc.array(command, { minLength: 1, maxLength: 30, size: 'max' }),
})
