import { useTranslation } from '../page-context.ts'
import { Logo } from './Logo.tsx'

/** What a newcomer sees: the idea, and (since the page cannot know which model answers) how the demo model shows it. */
export function EmptyState({ onSuggest }: { readonly onSuggest: (text: string) => void }) {
  const { t } = useTranslation()
  const suggestions = [
    { label: t('trySlow'), text: t('trySlowText') },
    { label: t('tryAgain'), text: t('tryAgainText') },
    { label: t('tryLimit'), text: t('tryLimitText') },
  ]
  return (
    <div class="empty">
      <Logo />
      <h2>{t('emptyTitle')}</h2>
      <p>{t('emptyText')}</p>
      <details class="try" open>
        <summary>{t('tryIt')}</summary>
        <ul>
          {suggestions.map(({ label, text }) => (
            <li key={text}>
              <button type="button" class="suggestion" data-testid="suggestion" onClick={() => onSuggest(text)}>
                <span class="suggestion-label">{label}</span>
                <code>{text}</code>
              </button>
            </li>
          ))}
        </ul>
        <p class="try-note">{t('tryItNote')}</p>
      </details>
    </div>
  )
}
