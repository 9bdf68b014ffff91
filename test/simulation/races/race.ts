import fc from 'fast-check'
import type { Command, History } from '../history.ts'
import { simulate } from '../simulate.ts'
import { HERE } from '../stage.ts'
import { DrawnSteps } from '../steps.ts'
import type { World } from '../world.ts'

/** Orders that are played of one race: many times what its outcomes need to come up. */
const ORDERS = 200
const SEED = 1

/** Steps between two commands: as many as a turn's end takes. */
const LONGEST_GAP = 30

/** For tests of races, on a busy machine. */
export const RACE_TIMEOUT_MS = 60_000

/** Two things that happen at once, and where. */
export type Race = Partial<Omit<History, 'commands'>> & {
  readonly commands: readonly Command[]
  /** Says how it went. */
  readonly outcomeOf: (world: World) => string
}

/**
 * Plays a race in many orders, with the rules checked after every step of each. Resolves with all the ways it went: a
 * race that always goes the same way has not been one.
 */
export async function outcomesOf({ commands, outcomeOf, ...more }: Race): Promise<string[]> {
  const outcomes = new Set<string>()
  const between = fc.array(fc.nat({ max: LONGEST_GAP }), { minLength: commands.length, maxLength: commands.length })
  const property = fc.asyncProperty(fc.scheduler(), between, async (scheduler, gaps) => {
    const spaced = commands.flatMap((command, index): Command[] => [command, { do: 'go', steps: gaps[index] ?? 0 }])
    const world = await simulate(new DrawnSteps(scheduler), { ...QUIET, ...more, commands: spaced })
    outcomes.add(outcomeOf(world))
  })
  await fc.assert(property, { numRuns: ORDERS, seed: SEED })
  return [...outcomes].sort()
}

/** Somebody writes, in the race's only chat. */
export function says(plan: Extract<Command, { do: 'say' }>['plan'] = []): Command {
  return { do: 'say', chat: 0, who: 0, plan, lostAcks: 0, album: false }
}

/** Somebody types a command. */
export function types(text: string): Command {
  return { do: 'command', chat: 0, who: 0, text }
}

/** The answers, each as the letters of the messages it is to: the first message is A. */
export function answersIn(world: World): string {
  const letters = new Map(
    world.events.flatMap(({ key, content }, index) =>
      content.type === 'message' ? [[world.ledger.accepted.get(key), String.fromCharCode(65 + index)]] : [],
    ),
  )
  const replies = world.platformOf(HERE).posts.filter((post) => post.kind === 'reply')
  return replies
    .map(({ text }) =>
      text
        .split(' ')
        .flatMap((word) => letters.get(word) ?? [])
        .join(''),
    )
    .join(' ')
}

/** A policy for the race's only chat. */
export function under(policy: History['chats'][number]['policy']): Pick<History, 'chats'> {
  return { chats: [{ chat: HERE, policy, notices: 'always' }] }
}

const QUIET: Omit<History, 'commands'> = {
  seed: 1,
  nodes: 2,
  ...under('queue'),
  platform: { idempotent: true, edits: true, maxText: 4_096, streams: false, refusesInline: false, ordered: true },
  capabilities: { resume: true, steer: true, parallel: true, erase: true },
  provableDeath: false,
  maxConcurrentTurns: 16,
  closedNotices: 'keep',
  pace: 3,
}
