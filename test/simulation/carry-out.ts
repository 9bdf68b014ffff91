import { type Person, StoreUnavailableError } from '@holdline/bridge'
import type { Command } from './history.ts'
import type { PlatformEvent } from './platform.ts'
import type { World } from './world.ts'

/** The people of every world: two who ask, and one who administers the groups. */
const PEOPLE: readonly Person[] = [{ id: 'ann' }, { id: 'bob', locale: 'ru' }, { id: 'boss', admin: true }]

/** A run of another surface that has a session. */
const OTHER_RUN = 'elsewhere'

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

/** Does what a command says, as far as there is something to do it with. What follows from it takes steps. */
export function carryOut(world: World, command: Command): void {
  if (FAULTS.has(command.do)) world.faulty = true
  world.diary.note('world', command.do, { ...command })
  switch (command.do) {
    case 'say':
      say(world, command)
      break
    case 'command':
      world.text(nth(world.chats, command.chat), nth(PEOPLE, command.who), command.text)
      break
    case 'tap':
    case 'tap falsely':
      tap(world, command)
      break
    case 'deliver again': {
      const event = eventOf(world, command.event)
      if (event !== undefined) world.platformOf(event.chat).repeat(event)
      break
    }
    case 'edit':
    case 'recall': {
      const event = eventOf(world, command.event)
      if (event?.content.type !== 'message') break
      world.amend(event, command.do === 'edit' ? `${event.content.inbound.text} edited` : null)
      break
    }
    case 'go':
    case 'pass':
      break
    case 'operate':
      void world.operator.do(sessionOf(world, command), command.wish)
      break
    case 'fates':
      for (const platform of world.platforms.values()) platform.fates.push(...command.fates)
      break
    default:
      toNode(world, command)
  }
}

function say(
  world: World,
  { chat, who, plan, lostDeliveries = 0, lostAcks, album }: Extract<Command, { do: 'say' }>,
): void {
  world.say(nth(world.chats, chat), nth(PEOPLE, who), plan, {
    lostDeliveries,
    lostAcks,
    ...(album ? { album: 'album' } : {}),
  })
}

function tap(world: World, command: Extract<Command, { do: 'tap' | 'tap falsely' }>): void {
  const person = nth(PEOPLE, command.who)
  const buttons = [...world.platforms.values()].flatMap((platform) => platform.buttons)
  if (buttons.length === 0) return
  const { chat, noticeId, button } = nth(buttons, command.button)
  if (command.do === 'tap') {
    for (let left = command.times; left > 0; left -= 1) world.tap(chat, person, button.action, button.token, noticeId)
    return
  }
  // From another chat, for another action, and with a token that nobody has made.
  world.tap(nth(world.chats, command.chat).chat, person, button.action, button.token, noticeId)
  world.tap(chat, person, button.action === 'cancel' ? 'new' : 'cancel', button.token, noticeId)
  world.tap(chat, person, button.action, `${button.token.slice(0, -1)}_`, noticeId)
}

type NodeCommand = Extract<Command, { readonly node: number }>

function toNode(world: World, command: NodeCommand): void {
  const node = nth(world.nodes, command.node)
  switch (command.do) {
    case 'crash':
      node.crash()
      break
    case 'start':
      void node.start()
      break
    case 'stop':
      void node.stop(world.rules.leaseMs)
      break
    case 'pause':
      node.pause()
      break
    case 'wake':
      node.wake()
      break
    case 'crash at':
      node.crashAt(command.crash)
      break
    case 'set clock':
      node.skewMs = command.skewMs
      break
    case 'lose hints':
      node.hintsLost = command.lost
      break
    case 'hold':
      elsewhere(world, node.bridge?.hold(sessionOf(world, command), OTHER_RUN, command.ms))
      break
    case 'unhold':
      elsewhere(world, node.bridge?.unhold(sessionOf(world, command), OTHER_RUN))
      break
    case 'fail store':
      node.storeFailures = command.calls
      break
    default:
      command satisfies never
  }
}

function sessionOf(world: World, { chat }: { readonly chat: number }): string {
  return world.sessionOf(nth(world.chats, chat).chat)
}

/** A call that may fail with the store: the host of the other run tries it again, or its time ends the hold. */
function elsewhere(world: World, call: Promise<void> | undefined): void {
  call?.catch((error: unknown) => {
    if (!(error instanceof StoreUnavailableError)) world.diary.surprise('the other surface', error)
  })
}

function eventOf(world: World, index: number): PlatformEvent | undefined {
  return world.events.length === 0 ? undefined : nth(world.events, index)
}

/** The one with a number, counted round. There must be one. */
function nth<T>(all: readonly T[], index: number): T {
  const one = all[index % all.length]
  if (one === undefined) throw new RangeError('nothing to choose from')
  return one
}
