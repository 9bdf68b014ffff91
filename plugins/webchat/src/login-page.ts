import { createHash } from 'node:crypto'
import type { ServerTexts } from './texts.ts'

const STYLE = `
:root {
  color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif;
  --paper: #fbfaf8; --ink: #1c1f1e; --surface: #fff; --line: #8b918e;
  --accent: #0f6b5c; --accent-ink: #fff; --red: #b0261c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #121514; --ink: #e7ebe9; --surface: #1b1f1e; --line: #6f7975;
    --accent: #63c9b3; --accent-ink: #06211b; --red: #ff938a;
  }
}
body { background: var(--paper); color: var(--ink); display: grid; place-content: center; min-height: 100svh; margin: 0; padding: 1rem; box-sizing: border-box }
form { display: grid; gap: .75rem; width: min(22rem, 100%) }
h1 { font-size: 1.25rem; margin: 0 }
p { margin: 0 }
input, button { font: inherit; padding: .6rem .75rem; min-height: 44px; border-radius: .5rem; box-sizing: border-box }
input { width: 100%; border: 1px solid var(--line); background: var(--surface); color: inherit }
button { border: 0; background: var(--accent); color: var(--accent-ink); font-weight: 600; cursor: pointer }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
#wrong { color: var(--red) }
[aria-invalid] { border-color: var(--red) }
`

/** The Content-Security-Policy of the token form: nothing but its own style sheet, and a form to ourselves. */
export const LOGIN_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** The form that asks a browser's user for the access token, without script. `wrong`: the last try failed. */
export function loginPage(texts: ServerTexts, locale: string, wrong: boolean): string {
  const text = (key: 'lang' | 'title' | 'hint' | 'token' | 'submit' | 'wrong') =>
    escapeHtml(texts(locale, `login.${key}`))
  const complaint = wrong ? `<p id="wrong" role="alert">${text('wrong')}</p>` : ''
  const described = wrong ? ' aria-invalid="true" aria-describedby="wrong"' : ''
  return `<!doctype html>
<html lang="${text('lang')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text('title')}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<form method="post" action="login">
<h1>${text('title')}</h1>
<p>${text('hint')}</p>
<label for="token">${text('token')}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus${described}>
${complaint}
<button>${text('submit')}</button>
</form>
</main>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
