import type { World } from './world.ts'

/** Whether nothing is left to do: everything is answered, sent, shown, acked, and nothing waits for its turn. */
export function isAtRest(world: World): boolean {
  const { ledger, platforms, nodes, steps } = world
  if (steps.waiting > 0 || nodes.some((node) => !node.up)) return false
  for (const { unacked, typing, late } of platforms.values()) {
    if (unacked.length > 0 || late > 0 || [...typing.values()].some(({ boot, on }) => on && boot.alive)) return false
  }
  for (const { state } of ledger.inbounds.values()) if (state === 'pending' || state === 'claimed') return false
  for (const { state } of ledger.turns.values()) if (state === 'running') return false
  for (const { state } of ledger.outbox.values()) if (state === 'pending') return false
  for (const notice of ledger.notices.values()) {
    if (notice.sent < notice.revision || (notice.state === 'live' && notice.content.type === 'busy')) return false
  }
  return true
}
