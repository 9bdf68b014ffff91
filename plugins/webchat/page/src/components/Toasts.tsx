import { useEffect, useState } from 'preact/hooks'
import { useSession, useTranslation, useView } from '../page-context.ts'
import type { Toast } from '../store/state.ts'
import { Icon, type IconName } from './Icon.tsx'

// Time to read a sentence twice; with a question in it, time to decide.
const SHOWN_MS = 6_000
const OFFER_SHOWN_MS = 12_000

const ICONS: Readonly<Record<Toast['tone'], IconName>> = {
  done: 'check',
  finished: 'info',
  forbidden: 'alert',
  expired: 'info',
  unknown: 'info',
  error: 'alert',
}

/** Short words about what the person just did. The region stays in the page, so that each toast is announced. */
export function Toasts() {
  const { t } = useTranslation()
  const { toasts } = useView()
  const [paused, setPaused] = useState(false)
  return (
    <div
      class="toasts"
      role="status"
      aria-label={t('notifications')}
      onMouseEnter={() => setPaused(true)}
      onMouseLeave={() => setPaused(false)}
      onFocusIn={() => setPaused(true)}
      onFocusOut={() => setPaused(false)}
    >
      {toasts.map((toast) => (
        <ToastLine key={toast.key} toast={toast} paused={paused} onGone={() => setPaused(false)} />
      ))}
    </div>
  )
}

function ToastLine({
  toast,
  paused,
  onGone,
}: {
  readonly toast: Toast
  readonly paused: boolean
  readonly onGone: () => void
}) {
  const { t } = useTranslation()
  const session = useSession()
  const close = () => {
    // The element under the pointer disappears without a leave event.
    onGone()
    session.closeToast(toast.key)
  }
  useEffect(() => {
    if (paused) return
    const timer = setTimeout(() => session.closeToast(toast.key), toast.offer === null ? SHOWN_MS : OFFER_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [paused, session, toast.key, toast.offer])
  return (
    <div class="toast" data-testid="toast" data-result={toast.tone}>
      <Icon name={ICONS[toast.tone]} />
      <div class="toast-text">
        <p dir="auto">{toast.text}</p>
        {toast.offer === 'notify' && (
          <>
            <p class="toast-offer">{t('notifyOffer')}</p>
            <button
              type="button"
              class="button secondary"
              data-testid="notify"
              onClick={() => {
                session.allowNotifications()
                close()
              }}
            >
              {t('notifyAllow')}
            </button>
          </>
        )}
      </div>
      <button type="button" class="icon-button" aria-label={t('dismiss')} onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  )
}
