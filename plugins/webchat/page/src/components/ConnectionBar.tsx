import { useEffect, useRef, useState } from 'preact/hooks'
import { useNow } from '../hooks/use-now.ts'
import { useSession, useTranslation, useView } from '../page-context.ts'

const SECOND_MS = 1000

/**
 * Says when the line is down and when it is tried again, in a strip that covers nothing. The countdown is for the eyes
 * only, the state is announced.
 */
export function ConnectionBar() {
  const { t, duration } = useTranslation()
  const session = useSession()
  const { connection } = useView()
  const now = useNow(connection.status === 'waiting')
  const networkUp = useNetworkUp()
  const wasOnline = useRef(false)
  if (connection.status === 'online') wasOnline.current = true
  const waiting = connection.status === 'waiting'
  const words = () => {
    if (connection.status === 'online') return t('connected')
    if (connection.status === 'unauthorized') return t('unauthorized')
    if (waiting && !networkUp) return t('offline')
    return t(wasOnline.current ? 'reconnecting' : 'connecting')
  }
  const leftMs = waiting ? Math.ceil((connection.retryAt - now) / SECOND_MS) * SECOND_MS : 0
  return (
    <div class="connection" data-testid="connection" data-state={connection.status}>
      <div class="connection-inner">
        <span class="connection-dot" aria-hidden="true" />
        <p>
          <span role="status">{words()}</span>
          {leftMs > 0 && (
            <span class="countdown" aria-hidden="true">
              {' '}
              {t('reconnectIn', { duration: duration(leftMs) })}
            </span>
          )}
        </p>
        {waiting && (
          <button type="button" class="link" data-testid="reconnect" onClick={() => session.reconnect()}>
            {t('reconnectNow')}
          </button>
        )}
      </div>
    </div>
  )
}

function useNetworkUp(): boolean {
  const [up, setUp] = useState(navigator.onLine)
  useEffect(() => {
    const update = () => setUp(navigator.onLine)
    window.addEventListener('online', update)
    window.addEventListener('offline', update)
    return () => {
      window.removeEventListener('online', update)
      window.removeEventListener('offline', update)
    }
  }, [])
  return up
}
