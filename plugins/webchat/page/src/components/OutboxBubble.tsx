import { useNow } from '../hooks/use-now.ts'
import type { OutboxItem, Refusal } from '../outbox.ts'
import { useSession, useTranslation, useView } from '../page-context.ts'

/** A message of the person that the server has not shown back yet, with what holds it up. */
export function OutboxBubble({ item, onEdit }: { readonly item: OutboxItem; readonly onEdit: (text: string) => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const online = useView().connection.status === 'online'
  const { delivery } = item
  const refused = delivery.state === 'refused' ? delivery.refusal : null
  return (
    <article
      class="message user"
      aria-label={t('you')}
      data-testid="message"
      data-role="user"
      data-state={refused === null ? (online ? 'sending' : 'waiting') : 'failed'}
      data-client-id={item.clientId}
    >
      <div class="message-text" data-testid="message-text" dir="auto">
        {item.text}
      </div>
      {refused === null ? (
        <p class={online ? 'delivery delayed' : 'delivery'}>{t(online ? 'stateSending' : 'stateWaiting')}</p>
      ) : (
        <div class="delivery refused">
          <RefusalText refusal={refused} />
          <div class="delivery-actions">
            {refused.code !== 'too_large' && (
              <button type="button" class="link" data-testid="message-retry" onClick={() => session.resend(item)}>
                {t('retry')}
              </button>
            )}
            <button
              type="button"
              class="link"
              data-testid="message-edit"
              onClick={() => {
                session.remove(item.clientId)
                onEdit(item.text)
              }}
            >
              {t('edit')}
            </button>
            <button
              type="button"
              class="link"
              data-testid="message-remove"
              onClick={() => session.remove(item.clientId)}
            >
              {t('remove')}
            </button>
          </div>
        </div>
      )}
    </article>
  )
}

const WORDS = {
  queue_full: 'stateQueueFull',
  too_large: 'stateTooLarge',
  rate_limited: 'stateRateLimited',
  unavailable: 'stateUnavailable',
  refused: 'stateRefused',
} as const

/** Nobody is told to try again "in 0 sec". */
const LEAST_SHOWN_MS = 1_000

/** What goes out again by itself is told in the page's own words: the server's ask the person to try again. */
function RefusalText({ refusal }: { readonly refusal: Refusal }) {
  const { t, duration } = useTranslation()
  const now = useNow(refusal.retryAt !== null)
  return (
    <p>
      {refusal.text === '' || refusal.retryAt !== null ? t(WORDS[refusal.code]) : refusal.text}
      {refusal.retryAt !== null && (
        <span aria-hidden="true">
          {' '}
          {t('retryIn', { duration: duration(Math.max(LEAST_SHOWN_MS, refusal.retryAt - now)) })}
        </span>
      )}
    </p>
  )
}
