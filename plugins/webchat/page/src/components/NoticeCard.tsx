import { useEffect, useRef } from 'preact/hooks'
import { useNow } from '../hooks/use-now.ts'
import { noticeIcon } from '../notice-icon.ts'
import { noticeLines } from '../notice-text.ts'
import { useTranslation, useView } from '../page-context.ts'
import type { Notice } from '../store/state.ts'
import { Icon } from './Icon.tsx'
import { NoticeActions } from './NoticeActions.tsx'

/**
 * A live notice: what the agent is doing, for how long, the place in the queue, and what the person can do. The time
 * counts on here, from the server's last word. When the card goes while it holds the focus, `onGone` takes over.
 */
export function NoticeCard({ notice, onGone }: { readonly notice: Notice; readonly onGone: () => void }) {
  const { t, duration } = useTranslation()
  const online = useView().connection.status === 'online'
  const now = useNow(true)
  const card = useRef<HTMLDivElement>(null)
  const held = useRef(false)
  const gone = useRef(onGone)
  gone.current = onGone
  useEffect(() => () => void (held.current && gone.current()), [])
  const [title, ...details] = noticeLines(notice.text)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      ref={card}
      class={online ? 'notice live' : 'notice live stale'}
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
      <div class="notice-text">
        <p class="notice-title" dir="auto">
          {title}
        </p>
        {details.map((line, index) => (
          <p key={index} class="notice-detail" dir="auto">
            {line}
          </p>
        ))}
      </div>
      <div class="notice-meta">
        <span class="chip" data-testid="elapsed" role="timer" aria-live="off" aria-label={t('elapsed')}>
          {duration(notice.elapsedMs + now - notice.asOf)}
        </span>
        {notice.queuePosition !== undefined && (
          <span class="chip">{t('queuePosition', { position: notice.queuePosition })}</span>
        )}
      </div>
      <NoticeActions notice={notice} />
    </div>
  )
}

function asNode(target: EventTarget): Node | null {
  return target instanceof Node ? target : null
}
