import { useEffect, useRef, useState } from 'preact/hooks'
import { useNow } from '../hooks/use-now.ts'
import { useSession, useTranslation, useView } from '../page-context.ts'

/**
 * Says when the line is down and when it is tried again. It lies over the conversation, so nothing moves when it comes
 * and goes; the countdown is for the eyes only, the state is announced.
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
  return (
    <div class="connection" data-testid="connection" data-state={connection.status}>
      <span class="connection-dot" aria-hidden="true" />
      <span role="status">{words()}</span>
      {waiting && (
        <>
          <span class="countdown" aria-hidden="true">
            {t('reconnectIn', { duration: duration(connection.retryAt - now) })}
          </span>
          <button type="button" class="link" data-testid="reconnect" onClick={() => session.reconnect()}>
            {t('reconnectNow')}
          </button>
        </>
      )}
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
