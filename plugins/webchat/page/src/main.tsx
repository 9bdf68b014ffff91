import { render } from 'preact'
import { App } from './components/App.tsx'
import { createI18n } from './i18n.ts'
import { SessionProvider } from './page-context.ts'
import { Session, startLanguage } from './session.ts'
import { openStorage } from './storage.ts'

const storages = { local: openStorage(() => localStorage), tab: openStorage(() => sessionStorage) }
const session = new Session(storages, createI18n(startLanguage(storages.local)))
const root = document.getElementById('app')
if (root !== null) {
  render(
    <SessionProvider value={session}>
      <App />
    </SessionProvider>,
    root,
  )
  session.start()
}
