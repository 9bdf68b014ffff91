import { useEffect, useRef } from 'preact/hooks'
import { useScrollbarWidth } from '../hooks/use-scrollbar-width.ts'
import { useStickToEnd } from '../hooks/use-stick-to-end.ts'
import { useTranslation, useView } from '../page-context.ts'
import { liveNotices, timeline } from '../store/timeline.ts'
import { EmptyState } from './EmptyState.tsx'
import { Icon } from './Icon.tsx'
import { MessageBubble } from './MessageBubble.tsx'
import { NoticeCard } from './NoticeCard.tsx'
import { NoticeLine } from './NoticeLine.tsx'
import { OutboxBubble } from './OutboxBubble.tsx'
import { RemovedLine } from './RemovedLine.tsx'

/** The conversation: what was said, and below it what is going on right now. */
export function Conversation({
  onSuggest,
  onEdit,
  focusComposer,
}: {
  readonly onSuggest: (text: string) => void
  /** A message of the person is to be written anew. */
  readonly onEdit: (text: string) => void
  readonly focusComposer: () => void
}) {
  const { t } = useTranslation()
  const view = useView()
  const entries = timeline(view)
  const live = liveNotices(view)
  const empty = entries.length === 0 && live.length === 0
  const { box, content, atEnd, toEnd } = useStickToEnd(!empty)
  useScrollbarWidth(box)
  const newest = newestId(view)
  const seen = useRef(newest)
  if (atEnd) seen.current = newest

  // Whoever sends something wants to see it, wherever they were reading.
  const lastSent = view.outbox.at(-1)
  const lastOwn = lastSent?.own === true ? lastSent.clientId : undefined
  useEffect(() => {
    if (lastOwn !== undefined) toEnd()
  }, [lastOwn, toEnd])

  const streaming = view.messages.some((message) => message.state === 'partial')
  const typing = view.typing && !streaming && view.connection.status === 'online'
  return (
    <div class="conversation">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable regions must be focusable */}
      <section ref={box} class="scroller" tabIndex={0} aria-label={t('conversation')}>
        <div ref={content} class="column">
          {empty && view.loaded && <EmptyState onSuggest={onSuggest} />}
          <div class="log" role="log" aria-live="polite" aria-relevant="additions" aria-label={t('messages')}>
            {entries.map((entry) => {
              switch (entry.type) {
                case 'message':
                  return <MessageBubble key={`m ${entry.message.messageId}`} {...entry} />
                case 'removed':
                  return <RemovedLine key={`m ${entry.message.messageId}`} message={entry.message} onEdit={onEdit} />
                case 'notice':
                  return <NoticeLine key={`n ${entry.notice.noticeId}`} notice={entry.notice} />
                case 'outbox':
                  return <OutboxBubble key={`o ${entry.item.clientId}`} item={entry.item} onEdit={onEdit} />
                default:
                  return entry satisfies never
              }
            })}
          </div>
          {typing && (
            <div class="typing" data-testid="typing" role="img" aria-label={t('typing')}>
              <span />
              <span />
              <span />
            </div>
          )}
          {live.map((notice) => (
            <NoticeCard key={notice.noticeId} notice={notice} onGone={focusComposer} />
          ))}
        </div>
      </section>
      {!atEnd && (
        <button type="button" class={newest > seen.current ? 'pill fresh' : 'pill'} data-testid="jump" onClick={toEnd}>
          <Icon name="down" />
          <span class={newest > seen.current ? '' : 'sr-only'}>
            {t(newest > seen.current ? 'newMessages' : 'jumpToLatest')}
          </span>
        </button>
      )}
    </div>
  )
}

function newestId({ messages, notices }: ReturnType<typeof useView>): number {
  return Math.max(0, messages.at(-1)?.order ?? 0, ...notices.map((notice) => notice.order))
}
