import type { Engine, Person } from '@holdline/bridge'
import { createMemoryDatabase } from '@holdline/store-memory'
import { isAtRest } from './at-rest.ts'
import { Checker } from './checker.ts'
import type { Command, History } from './history.ts'
import type { Steps } from './steps.ts'
import { World } from './world.ts'

/** The people of every world: two who ask, and one who administers the groups. */
const PEOPLE: readonly Person[] = [{ id: 'ann' }, { id: 'bob', locale: 'ru' }, { id: 'boss', admin: true }]

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

/** What came of a run that broke no rule. */
export interface Played {
  readonly steps: number
  readonly commits: number
}

/**
 * Plays a history and checks the rules after every step, and at the end, when all faults are over and everything has
 * come to rest.
 *
 * @throws {BrokenRule}
 */
export async function simulate(
  steps: Steps,
  history: History,
  spoil: (engine: Engine) => Engine = (engine) => engine,
): Promise<Played> {
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
  return { steps: count, commits: world.ledger.size }
}

/** Ends all faults, and lets everything go on until nothing is left to do. */
async function rest(world: World, each: () => void): Promise<void> {
  world.calm = true
  for (const node of world.nodes) node.heal()
  for (const platform of world.platforms.values()) platform.fates.length = 0
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

function carryOut(world: World, command: Command): void {
  const node = 'node' in command ? world.nodes[command.node % world.nodes.length] : undefined
  const chat = 'chat' in command ? world.chats[command.chat % world.chats.length] : undefined
  const person = 'who' in command ? PEOPLE[command.who % PEOPLE.length] : undefined
  const events = world.events
  if (FAULTS.has(command.do)) world.faulty = true
  world.diary.note('world', command.do, { ...command })
  switch (command.do) {
    case 'say': {
      const { plan, lostAcks, album } = command
      if (chat !== undefined && person !== undefined)
        world.say(chat, person, plan, { lostAcks, ...(album ? { album: 'album' } : {}) })
      break
    }
    case 'command':
      if (chat !== undefined && person !== undefined) world.text(chat, person, command.text)
      break
    case 'tap':
    case 'tap falsely': {
      const buttons = [...world.platforms.values()].flatMap((platform) => platform.buttons)
      const seen = buttons[command.button % Math.max(1, buttons.length)]
      if (seen === undefined || person === undefined) break
      const { noticeId, button } = seen
      if (command.do === 'tap') {
        for (let left = command.times; left > 0; left -= 1)
          world.tap(seen.chat, person, button.action, button.token, noticeId)
      } else {
        world.tap(chat?.chat ?? seen.chat, person, 'cancel', button.token, noticeId)
        world.tap(seen.chat, person, button.action, `${button.token.slice(0, -1)}_`, noticeId)
      }
      break
    }
    case 'deliver again': {
      const event = events[command.event % Math.max(1, events.length)]
      if (event !== undefined) world.platformOf(event.chat).repeat(event)
      break
    }
    case 'edit':
    case 'recall': {
      const event = events[command.event % Math.max(1, events.length)]
      if (event?.content.type !== 'message') break
      world.amend(event, command.do === 'edit' ? `${event.content.inbound.text} edited` : null)
      break
    }
    case 'go':
    case 'pass':
      break
    case 'crash':
      node?.crash()
      break
    case 'start':
      void node?.start()
      break
    case 'stop':
      void node?.stop(world.rules.leaseMs)
      break
    case 'pause':
      node?.pause()
      break
    case 'wake':
      node?.wake()
      break
    case 'crash at':
      node?.crashAt(command.crash)
      break
    case 'set clock':
      if (node !== undefined) node.skewMs = command.skewMs
      break
    case 'lose hints':
      if (node !== undefined) node.hintsLost = command.lost
      break
    case 'fail store':
      if (node !== undefined) node.storeFailures = command.calls
      break
    case 'fates':
      for (const platform of world.platforms.values()) platform.fates.push(...command.fates)
      break
    default:
      command satisfies never
  }
}

/** Commands after which a reply may arrive twice where the platform cannot tell, and a notice may be left behind. */
const FAULTS: ReadonlySet<Command['do']> = new Set([
  'crash',
  'stop',
  'pause',
  'crash at',
  'set clock',
  'fail store',
  'fates',
])

function broken(world: World, violations: readonly string[]): BrokenRule {
  return new BrokenRule(`${violations.join('\n')}\n\n${world.diary.print()}`)
}
