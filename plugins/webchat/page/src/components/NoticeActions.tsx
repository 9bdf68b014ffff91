import { useSession, useView } from '../page-context.ts'
import { type Notice, tapKey } from '../store/state.ts'

/**
 * A notice's buttons. While a tap is under way, or the connection is away, a button does nothing and says so; it keeps
 * the focus, which the `disabled` attribute would drop.
 */
export function NoticeActions({ notice }: { readonly notice: Notice }) {
  const session = useSession()
  const { taps, connection } = useView()
  if (notice.actions.length === 0) return null
  return (
    <div class="actions">
      {notice.actions.map((action) => {
        const pending = taps.has(tapKey(notice.noticeId, action.action))
        const inert = pending || connection.status !== 'online'
        return (
          <button
            key={action.action}
            type="button"
            class={`button ${action.style}`}
            data-testid={`action-${action.action}`}
            aria-disabled={inert}
            aria-busy={pending}
            onClick={() => !inert && session.tap(notice.noticeId, action)}
          >
            {action.label}
          </button>
        )
      })}
    </div>
  )
}
