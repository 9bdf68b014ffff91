import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { useSession, useTranslation, useView } from '../page-context.ts'
import { Announcer } from './Announcer.tsx'
import { Composer } from './Composer.tsx'
import { ConnectionBar } from './ConnectionBar.tsx'
import { Conversation } from './Conversation.tsx'
import { Header } from './Header.tsx'
import { Toasts } from './Toasts.tsx'
import { TokenForm } from './TokenForm.tsx'

/** The whole page. */
export function App() {
  const { t, language } = useTranslation()
  const session = useSession()
  const { connection, unread, toasts } = useView()
  const [draft, setDraft] = useState('')
  const composer = useRef<HTMLTextAreaElement>(null)
  const focusComposer = useCallback(() => composer.current?.focus(), [])
  const locked = connection.status === 'unauthorized'

  useEffect(() => {
    document.documentElement.lang = language
    document.documentElement.dir = session.i18n.dir(language)
  }, [language, session])

  useEffect(() => {
    document.title = unread === 0 ? t('appName') : `(${unread}) ${t('appName')}`
  }, [unread, t])

  // On a touch screen this would open the keyboard over the conversation.
  useEffect(() => {
    if (!locked && matchMedia('(pointer: fine)').matches) focusComposer()
  }, [locked, focusComposer])

  const newest = toasts.at(-1)?.key
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || newest === undefined || document.querySelector(':popover-open') !== null) return
      session.closeToast(newest)
    }
    document.addEventListener('keydown', onKey, { capture: true })
    return () => document.removeEventListener('keydown', onKey, { capture: true })
  }, [newest, session])

  const suggest = (text: string) => {
    setDraft(text)
    focusComposer()
  }
  return (
    <div class="page">
      {!locked && (
        <button type="button" class="skip" onClick={focusComposer}>
          {t('skipToComposer')}
        </button>
      )}
      <Header
        onNewSession={() => {
          session.send('/new')
          focusComposer()
        }}
      />
      <main class="main">
        <div class="overlays">
          <ConnectionBar />
          <Toasts />
        </div>
        {locked ? (
          <TokenForm />
        ) : (
          <>
            <Conversation onSuggest={suggest} focusComposer={focusComposer} />
            <Composer draft={draft} setDraft={setDraft} field={composer} />
          </>
        )}
      </main>
      <Announcer />
    </div>
  )
}
