import { useState } from 'preact/hooks'
import { useSession, useTranslation } from '../page-context.ts'
import { isSendableToken } from '../token.ts'
import { Logo } from './Logo.tsx'

/** Asks for the access token when the server does not let the page in. */
export function TokenForm() {
  const { t } = useTranslation()
  const session = useSession()
  const [token, setToken] = useState('')
  const [invalid, setInvalid] = useState(false)
  const problem = invalid ? t('tokenInvalid') : session.hasToken ? t('tokenRejected') : ''
  return (
    <form
      class="token-form"
      data-testid="token-form"
      onSubmit={(event) => {
        event.preventDefault()
        const trimmed = token.trim()
        setInvalid(!isSendableToken(trimmed))
        if (isSendableToken(trimmed)) session.submitToken(trimmed)
      }}
    >
      <Logo />
      <h2>{t('tokenTitle')}</h2>
      <p>{t('tokenText')}</p>
      <label class="token-field">
        <span>{t('tokenLabel')}</span>
        <input
          type="password"
          data-testid="token"
          autocomplete="off"
          required
          value={token}
          aria-invalid={problem !== ''}
          aria-describedby="token-problem"
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      <p id="token-problem" class="token-problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="button primary">
        {t('tokenSubmit')}
      </button>
    </form>
  )
}
