import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useNow } from '../hooks/use-now.ts'
import { noticeIcon } from '../notice-icon.ts'
import { useSession, useTranslation, useView } from '../page-context.ts'
import type { Notice } from '../store/state.ts'
import { Icon } from './Icon.tsx'
import { NoticeActions } from './NoticeActions.tsx'
import { NoticeText } from './NoticeText.tsx'

/**
 * A live notice: what the agent is doing, for how long, the place in the queue, and what the person can do. The time
 * counts on here, from the server's last word. When a button goes while it holds the focus, the card's first one takes
 * over; when the card goes, `onGone` does.
 */
export function NoticeCard({ notice, onGone }: { readonly notice: Notice; readonly onGone: () => void }) {
  const { t, duration } = useTranslation()
  const { connection, awaited, offered } = useView()
  const online = connection.status === 'online'
  const now = useNow(true)
  const card = useRef<HTMLDivElement>(null)
  const held = useRef(false)
  const gone = useRef(onGone)
  gone.current = onGone
  useEffect(() => () => void (held.current && gone.current()), [])
  useLayoutEffect(() => {
    if (held.current && document.activeElement === document.body) card.current?.querySelector('button')?.focus()
  })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      ref={card}
      class={online ? 'notice card live' : 'notice card live stale'}
      role="group"
      aria-label={t('noticeLabel')}
      data-testid="notice"
      data-kind={notice.kind}
      data-state={notice.state}
      data-reason={notice.reason}
      data-notice-id={notice.noticeId}
      onFocusIn={() => {
        held.current = true
      }}
      onFocusOut={(event) => {
        // A focused element that is taken out of the page also loses the focus, to nowhere.
        if (event.relatedTarget !== null) held.current = card.current?.contains(asNode(event.relatedTarget)) === true
      }}
    >
      <span class="notice-icon">
        <Icon name={noticeIcon(notice)} />
      </span>
      <NoticeText text={notice.text} />
      <div class="notice-meta">
        <span class="chip" data-testid="elapsed" role="timer" aria-live="off" aria-label={t('elapsed')}>
          {duration(notice.elapsedMs + now - notice.asOf)}
        </span>
        {notice.queuePosition !== undefined && (
          <span class="chip">{t('queuePosition', { position: notice.queuePosition })}</span>
        )}
      </div>
      <NoticeActions notice={notice} />
      {offered && awaited.has(notice.noticeId) && <NotificationOffer />}
    </div>
  )
}

function NotificationOffer() {
  const { t } = useTranslation()
  const session = useSession()
  return (
    <p class="notice-offer">
      {t('notifyOffer')}
      <button type="button" class="link" data-testid="notify" onClick={() => session.allowNotifications()}>
        {t('notifyAllow')}
      </button>
    </p>
  )
}

function asNode(target: EventTarget): Node | null {
  return target instanceof Node ? target : null
}
