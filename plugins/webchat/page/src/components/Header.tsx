import { useTranslation, useView } from '../page-context.ts'
import { Logo } from './Logo.tsx'
import { Menu } from './Menu.tsx'

/** The page's head: name, a dot that tells whether the line is open, menu. */
export function Header({ onNewSession }: { readonly onNewSession: () => void }) {
  const { t } = useTranslation()
  const { status } = useView().connection
  return (
    <header class="header">
      <div class="header-inner">
        <Logo />
        <h1>{t('appName')}</h1>
        <span class="presence" data-state={status} aria-hidden="true">
          {status === 'online' ? t('connected') : ''}
        </span>
        <Menu onNewSession={onNewSession} />
      </div>
    </header>
  )
}
