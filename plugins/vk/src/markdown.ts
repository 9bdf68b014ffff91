import { renderMarkdown as render } from '@holdline/bridge'
import { type FormattedText, FormattedTextBuilder } from './formatted-text.ts'

/** Addresses that VK opens behind other words. */
const LINKABLE = /^https?:\/\/\S/i

/** What an agent wrote in Markdown as a text with VK's formats. This never fails. */
export function renderMarkdown(markdown: string): FormattedText {
  const out = new FormattedTextBuilder()
  render(markdown, out, (url) => LINKABLE.test(url))
  return out.done()
}
