import { useRef } from 'preact/hooks'
import { languages, pickLanguage, wording } from '../i18n.ts'
import { useSession, useTranslation, useView } from '../page-context.ts'
import { Icon } from './Icon.tsx'

/** New session and language, behind one button. The browser's own popover brings Escape, outside clicks and focus. */
export function Menu({ onNewSession }: { readonly onNewSession: () => void }) {
  const { t, language } = useTranslation()
  const session = useSession()
  const locked = useView().connection.status === 'unauthorized'
  const panel = useRef<HTMLDivElement>(null)
  return (
    <>
      <button type="button" class="icon-button" data-testid="menu" popovertarget="menu" aria-label={t('menu')}>
        <Icon name="menu" />
      </button>
      <div ref={panel} id="menu" class="menu" popover="auto">
        {!locked && (
          <button
            type="button"
            class="menu-item"
            data-testid="new-session"
            onClick={() => {
              panel.current?.hidePopover()
              onNewSession()
            }}
          >
            <Icon name="plus" />
            <span>
              <span class="menu-title">{t('newSession')}</span>
              <span class="menu-hint">{t('newSessionHint')}</span>
            </span>
          </button>
        )}
        <label class="menu-field">
          <span class="menu-title">{t('language')}</span>
          <select
            data-testid="language"
            value={language}
            onChange={(event) => session.setLanguage(pickLanguage(event.currentTarget.value, []))}
          >
            {languages.map((one) => (
              <option key={one} value={one} lang={one}>
                {wording[one].languageName}
              </option>
            ))}
          </select>
        </label>
      </div>
    </>
  )
}
