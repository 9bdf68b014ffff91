import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { useSession, useTranslation } from '../page-context.ts'
import { Icon } from './Icon.tsx'

// Safari reports the Enter that ends an input method's composition with this code and without `isComposing`.
const COMPOSITION_KEY_CODE = 229

/** Where the person writes. The text is kept by the page, as suggestions and refused messages come back into it. */
export function Composer({
  draft,
  setDraft,
  field,
}: {
  readonly draft: string
  readonly setDraft: (text: string) => void
  readonly field: RefObject<HTMLTextAreaElement | null>
}) {
  const { t } = useTranslation()
  const session = useSession()
  const empty = draft.trim() === ''

  // Firefox has no `field-sizing` yet, so the height follows the text by hand.
  useLayoutEffect(() => {
    const element = field.current
    if (element === null || CSS.supports('field-sizing', 'content')) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [draft, field])

  const submit = () => {
    if (!empty) {
      session.send(draft)
      setDraft('')
    }
    field.current?.focus()
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <div class="composer-box">
        <textarea
          ref={field}
          data-testid="composer"
          rows={1}
          value={draft}
          aria-label={t('composerLabel')}
          aria-describedby="composer-hint"
          placeholder={t('composerPlaceholder')}
          enterkeyhint="send"
          dir="auto"
          onInput={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey) return
            if (event.isComposing || event.keyCode === COMPOSITION_KEY_CODE) return
            event.preventDefault()
            submit()
          }}
        />
        <button type="submit" class="send" data-testid="send" aria-label={t('send')} aria-disabled={empty}>
          <Icon name="send" />
        </button>
      </div>
      <p id="composer-hint" class="composer-hint">
        {t('composerHint')}
      </p>
    </form>
  )
}
