import type { Engine } from '@holdline/bridge'
import { createMemoryDatabase } from '@holdline/store-memory'
import { isAtRest } from './at-rest.ts'
import { carryOut } from './carry-out.ts'
import { Checker } from './checker.ts'
import type { History } from './history.ts'
import type { Steps } from './steps.ts'
import { World } from './world.ts'

/** More steps than any run that comes to rest: the next is a loop. */
const MAX_STEPS = 30_000

/** By then everything has ended: hanging turns by the watchdog, claims of the dead by their time. */
const REST_MS = 240_000

/** Nothing may stir again after the end: a sweep or two must find nothing to do. */
const AFTERMATH_MS = 2_500

/** Everything that can happen between two timers, when nothing is slow any more. */
const ALL_STEPS = 5_000

/** Thrown for a run that broke a rule; the message is its whole story. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule'
}

/**
 * Plays a history and checks the rules after every step, and at the end, when all faults are over and everything has
 * come to rest. Resolves with the world as it is then.
 *
 * @throws {BrokenRule}
 */
export async function simulate(
  steps: Steps,
  history: History,
  spoil: (engine: Engine) => Engine = (engine) => engine,
): Promise<World> {
  const { commands, pace, ...options } = history
  const database = createMemoryDatabase({ clone: 'none' })
  const world = new World({ ...options, steps, spoil, openStore: () => database.engine() })
  const checker = new Checker(world)
  let count = 0
  const each = (): void => {
    count += 1
    if (checker.violations.length > 0) throw broken(world, checker.violations)
    if (count > MAX_STEPS) throw broken(world, ['it never comes to rest'])
  }
  for (const node of world.nodes) void node.start()
  for (const command of commands) {
    carryOut(world, command)
    if (command.do === 'go') await world.go(command.steps, each)
    else if (command.do === 'pass') await world.pass(command.ms, pace, each)
    else await steps.settle()
  }
  await rest(world, each)
  checker.rest()
  if (checker.violations.length > 0) throw broken(world, checker.violations)
  return world
}

/** Ends all faults, and lets everything go on until nothing is left to do. */
async function rest(world: World, each: () => void): Promise<void> {
  world.calm = true
  for (const node of world.nodes) node.heal()
  for (const platform of world.platforms.values()) platform.heal()
  const until = world.time.now + REST_MS
  do {
    for (const node of world.nodes) if (!node.up) void node.start()
    world.agents.letGo()
    await world.go(ALL_STEPS, each)
    if (isAtRest(world)) break
    const next = world.time.next
    if (next !== undefined) world.time.moveTo(next)
    else if (world.nodes.every((node) => node.up)) break
  } while (world.time.now < until)
  await world.pass(AFTERMATH_MS, ALL_STEPS, each)
}

function broken(world: World, violations: readonly string[]): BrokenRule {
  return new BrokenRule(`${violations.join('\n')}\n\n${world.diary.print()}`)
}
