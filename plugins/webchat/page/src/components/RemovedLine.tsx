import { useTranslation } from '../page-context.ts'
import type { Message } from '../store/state.ts'

/** In the place of a message that the person took back: that it is gone, and a way to write it anew. */
export function RemovedLine({
  message,
  onEdit,
}: {
  readonly message: Message
  readonly onEdit: (text: string) => void
}) {
  const { t } = useTranslation()
  return (
    <article
      class="message user removed"
      aria-label={t('you')}
      data-testid="message"
      data-role="user"
      data-state="removed"
      data-message-id={message.messageId}
    >
      <p>
        {t('removedMessage')}
        <button type="button" class="link" data-testid="message-again" onClick={() => onEdit(message.text)}>
          {t('writeAgain')}
        </button>
      </p>
    </article>
  )
}
