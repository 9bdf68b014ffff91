import type { MarkedToken, Token, Tokens } from 'marked'
import { knownTokens } from './parse-markdown.ts'

// The page's own heading is h1.
const FIRST_LEVEL = 2
const LAST_LEVEL = 6

/**
 * The level at which each heading of a text stands in the page. Models start at any depth and skip some; a screen
 * reader's outline must do neither, so only "deeper than", "beside" and "above" are kept.
 */
export function headingLevels(tokens: readonly Token[]): ReadonlyMap<Tokens.Heading, number> {
  const levels = new Map<Tokens.Heading, number>()
  const open: number[] = []
  for (const heading of headingsIn(knownTokens(tokens))) {
    while (open.length > 0 && (open.at(-1) ?? 0) >= heading.depth) open.pop()
    levels.set(heading, Math.min(LAST_LEVEL, FIRST_LEVEL + open.length))
    open.push(heading.depth)
  }
  return levels
}

function headingsIn(tokens: readonly MarkedToken[]): readonly Tokens.Heading[] {
  return tokens.flatMap((token) => {
    if (token.type === 'heading') return [token]
    if (token.type === 'blockquote') return headingsIn(knownTokens(token.tokens))
    if (token.type === 'list') return token.items.flatMap((item) => headingsIn(knownTokens(item.tokens)))
    return []
  })
}
