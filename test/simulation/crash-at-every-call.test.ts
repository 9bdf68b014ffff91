import { POLICIES } from '@holdline/bridge'
import { expect, test } from 'vitest'
import type { Command, History } from './history.ts'
import type { PlannedCrash } from './node.ts'
import { NARROW, type PlatformRules, WIDE } from './platform.ts'
import { simulate } from './simulate.ts'
import { HERE } from './stage.ts'
import { AT_ONCE_IN_MEMORY } from './steps.ts'

/** A scene with fewer calls to the store than this has not been played. */
const FEWEST_CALLS = 40

/** Each scene is played some hundred times. */
const TIMEOUT_MS = 120_000

/** How a scene is played: on which platform, on one node that is started again or on two of which the other goes on. */
interface Cast {
  readonly name: string
  readonly platform: PlatformRules
  readonly nodes: number
  /** The end of a node can be proved. */
  readonly provableDeath: boolean
  /** Stands between the commands of the scene. */
  readonly between: readonly Command[]
}

const CAPABLE: PlatformRules = {
  idempotent: true,
  edits: true,
  maxText: WIDE,
  streams: true,
  refusesInline: false,
  ordered: true,
}

const RESTART: readonly Command[] = [
  { do: 'pass', ms: 60 },
  { do: 'start', node: 0 },
  { do: 'pass', ms: 40 },
]

const CASTS: readonly Cast[] = [
  { name: 'and is started again', platform: CAPABLE, nodes: 1, provableDeath: true, between: RESTART },
  {
    name: 'and another goes on',
    platform: CAPABLE,
    nodes: 2,
    provableDeath: false,
    between: [{ do: 'pass', ms: 100 }],
  },
  {
    name: 'and is started again, on a platform that can do little',
    platform: { ...CAPABLE, idempotent: false, edits: false, maxText: NARROW, streams: false },
    nodes: 1,
    provableDeath: true,
    between: RESTART,
  },
]

/** Three messages that meet: what becomes of them is the policy's. */
const MEETING: readonly Command[] = [
  says([{ do: 'tool', ms: 700 }, { do: 'stream' }, { do: 'think', ms: 300 }]),
  says([{ do: 'think', ms: 200 }]),
  says(),
  { do: 'pass', ms: 2_500 },
]

const SCENES: Readonly<Record<string, readonly Command[]>> = {
  'what people ask for meanwhile': [
    says([{ do: 'tool', ms: 5_000 }]),
    says([{ do: 'fail', code: 'provider_error' }]),
    types('/wait'),
    says(),
    types('/dequeue'),
    types('/cancel'),
    types('/retry'),
    says([{ do: 'hang' }]),
    { do: 'tap', button: 1, who: 0, times: 2 },
    types('/new #0'),
    says(),
    types('/cancel'),
    { do: 'pass', ms: 1_000 },
  ],
  'a turn in the background': [
    says([{ do: 'tool', ms: 1_500 }]),
    says([{ do: 'think', ms: 300 }]),
    types('/background'),
    says([{ do: 'tool', ms: 1_000 }]),
    types('/tasks'),
    types('/cancel 2'),
    { do: 'pass', ms: 2_000 },
  ],
  'a failure, another surface and a provider that waits': [
    says([
      { do: 'busy', retryAfterMs: 400 },
      { do: 'rate_limit', ms: 500 },
    ]),
    says([{ do: 'throw' }]),
    { do: 'pass', ms: 900 },
    says([{ do: 'say_nothing' }]),
    types('/retry'),
    { do: 'pass', ms: 900 },
  ],
  'a drain': [
    says([
      { do: 'tool', ms: 3_000 },
      { do: 'think', ms: 300 },
    ]),
    says(),
    { do: 'stop', node: 0 },
    says(),
    { do: 'pass', ms: 2_000 },
    { do: 'start', node: 0 },
    { do: 'pass', ms: 6_000 },
  ],
}

function says(plan: Extract<Command, { do: 'say' }>['plan'] = []): Command {
  return { do: 'say', chat: 0, who: 0, plan, lostAcks: 0, album: false }
}

function types(text: string): Command {
  return { do: 'command', chat: 0, who: 0, text }
}

/** Plays a scene again and again, with the crash one call later each time, until it is over before the crash. */
async function crashEverywhere(
  policy: History['chats'][number]['policy'],
  scene: readonly Command[],
  { platform, nodes, provableDeath, between }: Cast,
  when: PlannedCrash['when'],
): Promise<number> {
  const played = scene.flatMap((command) => [command, ...between])
  for (let inCalls = 1; ; inCalls += 1) {
    const crash: Command = { do: 'crash at', node: 0, crash: { inCalls, when } }
    const world = await simulate(AT_ONCE_IN_MEMORY, {
      seed: 1,
      nodes,
      chats: [{ chat: HERE, policy, notices: 'always' }],
      platform,
      capabilities: { resume: true, steer: true, parallel: true, erase: true },
      provableDeath,
      maxConcurrentTurns: 16,
      closedNotices: 'keep',
      pace: 0,
      commands: [crash, ...played],
    })
    if (world.crashes === 0) return inCalls - 1
  }
}

for (const cast of CASTS) {
  for (const when of ['before', 'after'] as const) {
    const scenes = [
      ...POLICIES.map((policy) => [policy, MEETING, policy] as const),
      ...Object.entries(SCENES).map(([name, scene]) => [name, scene, 'queue'] as const),
    ]
    for (const [name, scene, policy] of scenes) {
      test(`${name}: a node crashes ${when} any call to the store, ${cast.name}`, { timeout: TIMEOUT_MS }, async () => {
        expect(await crashEverywhere(policy, scene, cast, when)).toBeGreaterThan(FEWEST_CALLS)
      })
    }
  }
}
