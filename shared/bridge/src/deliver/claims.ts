import type { Node } from '../run/node.ts'
import type { NoticeRecord, OutboxRecord } from '../store/records.ts'
import type { Route } from '../words/chat.ts'

/** How long a node has what it claimed to send: longer than any send. */
export const CLAIM_MS = 60_000

/** Entries that one look takes. What is left is free when its claim ends. */
const LIMIT = 1_000

/** What a dead node was about to send need not wait for the end of its claim. */
export async function lapseClaims(node: Node, routes: readonly Route[]): Promise<void> {
  const horizon = node.clock.now() + CLAIM_MS
  const { find } = node.engine
  const [notices, entries] = await Promise.all([
    find.dueNotices(horizon, routes, LIMIT),
    find.outboxHeads(horizon, routes, LIMIT),
  ])
  const isOrphan = ({ claim }: NoticeRecord | OutboxRecord): boolean =>
    claim !== undefined && claim.owner !== node.id && node.isDead(claim.owner)
  // Looked at again under the lock: a living node may have claimed it since.
  const lapse = <T extends NoticeRecord | OutboxRecord>(row: T | null): T | undefined =>
    row?.claim !== undefined && isOrphan(row) ? { ...row, claim: { ...row.claim, until: 0 } } : undefined
  await Promise.all([
    ...notices.filter(isOrphan).map((notice) => node.engine.update('notice', notice.id, lapse)),
    ...entries.filter(isOrphan).map((entry) => node.engine.update('outbox', entry.id, lapse)),
  ])
}
