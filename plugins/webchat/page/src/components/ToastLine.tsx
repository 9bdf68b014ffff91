import { useEffect, useState } from 'preact/hooks'
import { useSession, useTranslation } from '../page-context.ts'
import type { Toast } from '../store/state.ts'
import { Icon, type IconName } from './Icon.tsx'

// Time to read a sentence twice.
const SHOWN_MS = 6_000

const ICONS: Readonly<Record<Toast['tone'], IconName>> = {
  done: 'check',
  finished: 'info',
  forbidden: 'alert',
  expired: 'info',
  unknown: 'info',
  error: 'alert',
}

/** A short word about what the person just did. It stays while the pointer or the focus is on it. */
export function ToastLine({ toast }: { readonly toast: Toast }) {
  const { t } = useTranslation()
  const session = useSession()
  const [paused, setPaused] = useState(false)
  const close = () => session.closeToast(toast.key)
  useEffect(() => {
    if (paused) return
    const timer = setTimeout(() => session.closeToast(toast.key), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [paused, session, toast.key])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing to operate, it only waits for who looks at it
    <div
      class="toast"
      data-testid="toast"
      data-result={toast.tone}
      onMouseEnter={() => setPaused(true)}
      onMouseLeave={() => setPaused(false)}
      onFocusIn={() => setPaused(true)}
      onFocusOut={() => setPaused(false)}
    >
      <Icon name={ICONS[toast.tone]} />
      <p class="toast-text" dir="auto">
        {toast.text}
      </p>
      <button type="button" class="icon-button" aria-label={t('dismiss')} onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  )
}
