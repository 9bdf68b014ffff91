import { renderMarkdown as render } from '@holdline/bridge'
import { type FormattedText, FormattedTextBuilder } from './formatted-text.ts'

/** Schemes of links that Telegram opens; it drops others without a word. */
const LINKABLE = /^(?:https?|tg|ton):\/\/\S/i

/** What an agent wrote in Markdown as a text with entities. This never fails. */
export function renderMarkdown(markdown: string): FormattedText {
  const out = new FormattedTextBuilder()
  render(markdown, out, (url) => LINKABLE.test(url))
  return out.done()
}
