import { useEffect, useState } from 'preact/hooks'
import { useTranslation } from '../page-context.ts'

// Long enough to be noticed.
const COPIED_SHOWN_MS = 2_000

/** A block of code that scrolls sideways and can be copied. */
export function CodeBlock({ text, language }: { readonly text: string; readonly language: string }) {
  const { t } = useTranslation()
  return (
    <div class="code-block">
      <div class="code-head">
        <span class="code-language">{language}</span>
        {navigator.clipboard !== undefined && <CopyButton text={text} />}
      </div>
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard */}
      {/* biome-ignore-start lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div class="code-scroll" role="group" tabIndex={0} aria-label={t('code')}>
        <pre>
          <code>{text}</code>
        </pre>
      </div>
      {/* biome-ignore-end lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: see above */}
    </div>
  )
}

function CopyButton({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      // Refused by the browser's permissions: the text can still be selected.
      () => setCopied(false),
    )
  }
  return (
    <button type="button" class="copy" onClick={copy}>
      {t(copied ? 'copied' : 'copy')}
    </button>
  )
}
