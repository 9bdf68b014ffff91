import { memo } from '../memo.ts'
import { useTranslation } from '../page-context.ts'
import type { Message } from '../store/state.ts'
import { Icon } from './Icon.tsx'
import { Markdown } from './Markdown.tsx'

/** A message of the person (as written) or of the agent (Markdown). `question`: what it answers, where that is not plain to see. */
export const MessageBubble = memo(
  ({ message, question }: { readonly message: Message; readonly question: string | null }) => {
    const { t } = useTranslation()
    const partial = message.state === 'partial'
    return (
      <article
        class={`message ${message.role}`}
        aria-label={t(message.role === 'user' ? 'you' : 'agent')}
        // A growing answer is read out once, when it is whole (see Announcer).
        aria-live={partial ? 'off' : undefined}
        aria-busy={partial}
        data-testid="message"
        data-role={message.role}
        data-state={message.state}
        data-message-id={message.messageId}
      >
        {message.mention && (
          <p class="mention">
            <Icon name="bell" />
            {t('mention')}
          </p>
        )}
        {question !== null && (
          <p class="question">
            <Icon name="reply" />
            <span class="sr-only">{t('inReplyTo')} </span>
            <span class="question-text" dir="auto">
              {question}
            </span>
          </p>
        )}
        <div class="message-text" data-testid="message-text" dir="auto">
          {message.role === 'agent' ? <Markdown text={message.text} /> : message.text}
        </div>
      </article>
    )
  },
)
