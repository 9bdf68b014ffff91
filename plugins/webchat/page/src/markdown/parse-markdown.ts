import { Lexer, type MarkedToken, type Token } from 'marked'

/**
 * Splits a text into Markdown tokens (GitHub's flavour; a single line break counts, as people expect in a chat).
 * Nothing here makes HTML: the tokens are drawn as elements by `components/Markdown.tsx`, and raw HTML in the text
 * stays text. A text that the lexer cannot take (nested beyond reason) comes back as one plain paragraph.
 */
export function parseMarkdown(text: string): readonly MarkedToken[] {
  try {
    return knownTokens(new Lexer({ gfm: true, breaks: true }).lex(text))
  } catch {
    return [{ type: 'paragraph', raw: text, text, tokens: [{ type: 'text', raw: text, text }] }]
  }
}

/** The tokens that this page draws; an extension's would not be among them. */
export function knownTokens(tokens: readonly Token[]): readonly MarkedToken[] {
  return tokens.filter(isKnown)
}

const KNOWN: ReadonlySet<string> = new Set<MarkedToken['type']>([
  'blockquote',
  'br',
  'checkbox',
  'code',
  'codespan',
  'def',
  'del',
  'em',
  'escape',
  'heading',
  'hr',
  'html',
  'image',
  'link',
  'list',
  'list_item',
  'paragraph',
  'space',
  'strong',
  'table',
  'text',
])

function isKnown(token: Token): token is MarkedToken {
  return KNOWN.has(token.type)
}
