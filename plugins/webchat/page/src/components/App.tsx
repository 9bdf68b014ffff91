import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { useSession, useTranslation, useView } from '../page-context.ts'
import { Announcer } from './Announcer.tsx'
import { Composer } from './Composer.tsx'
import { ConnectionBar } from './ConnectionBar.tsx'
import { Conversation } from './Conversation.tsx'
import { Header } from './Header.tsx'
import { ToastLine } from './ToastLine.tsx'
import { TokenForm } from './TokenForm.tsx'

/** The whole page. */
export function App() {
  const { t, language } = useTranslation()
  const session = useSession()
  const { connection, unread, toast } = useView()
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

  const shown = toast?.key
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || shown === undefined || document.querySelector(':popover-open') !== null) return
      session.closeToast(shown)
    }
    document.addEventListener('keydown', onKey, { capture: true })
    return () => document.removeEventListener('keydown', onKey, { capture: true })
  }, [shown, session])

  // What is being written meanwhile is kept, behind what was there first.
  const bringBack = (text: string) => {
    setDraft(draft.trim() === '' ? text : `${text}\n${draft}`)
    focusComposer()
  }
  // One suggestion takes the place of another, but never of what the person wrote.
  const suggested = useRef('')
  const suggest = (text: string) => {
    if (draft === suggested.current) setDraft(text)
    else bringBack(text)
    suggested.current = text
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
      <ConnectionBar />
      <main class="main">
        {locked ? <TokenForm /> : <Conversation onSuggest={suggest} onEdit={bringBack} focusComposer={focusComposer} />}
        <div class="dock">
          {/* The region stays in the page, so that each toast is announced. */}
          <div class="toasts" role="status" aria-label={t('notifications')}>
            {toast !== null && <ToastLine key={toast.key} toast={toast} />}
          </div>
          {!locked && <Composer draft={draft} setDraft={setDraft} field={composer} />}
        </div>
      </main>
      <Announcer />
    </div>
  )
}
