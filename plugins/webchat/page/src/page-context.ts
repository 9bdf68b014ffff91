import type { TFunction } from 'i18next'
import { createContext } from 'preact'
import { useContext, useEffect, useMemo, useState } from 'preact/hooks'
import { formatDuration } from './duration.ts'
import { type Language, pickLanguage } from './i18n.ts'
import type { Session } from './session.ts'
import type { ViewState } from './store/state.ts'

const SessionContext = createContext<Session | null>(null)

/** Puts the session within reach of all components. */
export const SessionProvider = SessionContext.Provider

/** The page's session. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession needs a SessionProvider around it')
  return session
}

/** What the page shows, drawn again after every change. */
export function useView(): ViewState {
  const { store } = useSession()
  const [view, setView] = useState(store.state)
  useEffect(() => {
    setView(store.state)
    return store.view(() => setView(store.state))
  }, [store])
  return view
}

/** The page's wording and durations in the present language. */
export function useTranslation(): {
  readonly t: TFunction
  readonly language: Language
  readonly duration: (ms: number) => string
} {
  const { i18n } = useSession()
  const [language, setLanguage] = useState(i18n.language)
  useEffect(() => {
    const update = () => setLanguage(i18n.language)
    i18n.on('languageChanged', update)
    return () => i18n.off('languageChanged', update)
  }, [i18n])
  return useMemo(() => {
    const known = pickLanguage(language, [])
    const t = i18n.getFixedT(known)
    return { t, language: known, duration: (ms: number) => formatDuration(ms, known, t) }
  }, [i18n, language])
}
