import { useSession, useView } from '../page-context.ts'
import type { NoticeAction } from '../protocol.ts'
import { type Notice, tapKey } from '../store/state.ts'
import { Icon, type IconName } from './Icon.tsx'

// As many stand side by side on a phone; with more, the secondary ones get a quieter row of their own.
const ONE_ROW = 2

const ICONS: Readonly<Record<string, IconName>> = {
  new: 'plus',
  dequeue: 'trash',
  background: 'layers',
  retry: 'retry',
}

/** A notice's buttons: first what most people want, then the rest, smaller. */
export function NoticeActions({ notice }: { readonly notice: Notice }) {
  const { actions } = notice
  if (actions.length === 0) return null
  const quiet = actions.length > ONE_ROW ? actions.filter(({ style }) => style === 'secondary') : []
  return (
    <div class="actions">
      <div class="actions-main">
        {actions
          .filter((action) => !quiet.includes(action))
          .map((action) => (
            <ActionButton key={action.action} notice={notice} action={action} look={action.style} />
          ))}
      </div>
      {quiet.length > 0 && (
        <div class="actions-quiet">
          {quiet.map((action) => (
            <ActionButton key={action.action} notice={notice} action={action} look="quiet" />
          ))}
        </div>
      )}
    </div>
  )
}

/**
 * While a tap is under way, or the connection is away, the button does nothing and says so; it keeps the focus, which
 * the `disabled` attribute would drop.
 */
function ActionButton({
  notice,
  action,
  look,
}: {
  readonly notice: Notice
  readonly action: NoticeAction
  readonly look: NoticeAction['style'] | 'quiet'
}) {
  const session = useSession()
  const { taps, awaited, connection } = useView()
  const pending = taps.has(tapKey(notice.noticeId, action.action))
  const inert = pending || connection.status !== 'online'
  const isWait = action.action === 'wait'
  const granted = isWait && awaited.has(notice.noticeId)
  const icon = granted ? 'bell' : look === 'quiet' ? ICONS[action.action] : undefined
  return (
    <button
      type="button"
      class={`button ${granted ? 'granted' : look}`}
      data-testid={`action-${action.action}`}
      aria-disabled={inert}
      aria-busy={pending}
      aria-pressed={isWait ? granted : undefined}
      onClick={() => !inert && session.tap(notice.noticeId, action)}
    >
      {icon !== undefined && <Icon name={icon} />}
      <span>{action.label}</span>
    </button>
  )
}
