import type { Node } from '../run/node.ts'
import type { NoticeRecord } from '../store/records.ts'
import type { Route } from '../words/chat.ts'

/** Notices that are drawn anew at once. */
const LIMIT = 500

/** Has a channel's live notices shown once more, for their elapsed time to grow. */
export async function redrawLive({ engine }: Pick<Node, 'engine'>, route: Route): Promise<void> {
  const live = await engine.find.liveNotices([route], LIMIT)
  const shown = live.filter(
    (notice) => notice.content.type === 'busy' && notice.sent > 0 && notice.sent === notice.revision,
  )
  const again = (row: NoticeRecord | null): NoticeRecord | undefined =>
    row !== null && row.state === 'live' && row.sent === row.revision
      ? { ...row, revision: row.revision + 1 }
      : undefined
  await Promise.all(shown.map((notice) => engine.update('notice', notice.id, again)))
}
