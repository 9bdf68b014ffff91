import { renderMarkdown as render } from '@holdline/bridge'
import { type FormattedText, FormattedTextBuilder } from './formatted-text.ts'
import { isLinkable } from './linkable.ts'

/** What an agent wrote in Markdown as a text with entities. This never fails. */
export function renderMarkdown(markdown: string): FormattedText {
  const out = new FormattedTextBuilder()
  render(markdown, out, isLinkable)
  return out.done()
}
