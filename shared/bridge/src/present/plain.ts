/** Work is bounded: of a longer text only this many units per wanted character are looked at. */
const LOOKED_AT = 16

/** A character that people see can be many units long (an emoji family, stacked accents); longer ones are cut off. */
const UNITS_PER_CHARACTER = 8

/** Marks stacked on one letter beyond this draw over other lines. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu

/** Controls, line ends and lone surrogates' replacements end as spaces. */
const BREAKS = /[\p{Cc}\u2028\u2029]/gu

/** Invisible characters, bidirectional overrides among them; only the joiners that scripts and emoji need stay. */
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/gu

const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/**
 * A text of somebody else (a tool's label, a name, the words of a question) as it may stand inside ours: one line of at
 * most `limit` characters, nothing invisible, nothing that turns the direction of what follows, and nothing that a
 * platform would take for a mention (`@all`, `<at …>`, `[id1|…]`, `*id1`): such signs become their full-width twins.
 * Empty when nothing visible is left.
 */
export function plain(text: string, limit: number): string {
  const line = text
    .slice(0, limit * LOOKED_AT)
    .toWellFormed()
    .replace(BREAKS, ' ')
    .replace(INVISIBLE, '')
    .replace(STACKED_MARKS, '$1')
    .replace(/\s+/gu, ' ')
    .replaceAll('@', '＠')
    .replace(/<(?=[a-z/!])/giu, '＜')
    .replace(/\[(?=[a-z]+-?\d+\|)/giu, '［')
    .replace(/\*(?=(?:id|club|public|event)\d)/giu, '＊')
    .trim()
  return VISIBLE.test(line) ? cut(line, limit) : ''
}

function cut(line: string, limit: number): string {
  let kept = ''
  let count = 0
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (count === limit || segment.length > UNITS_PER_CHARACTER) return `${kept.trimEnd()}…`
    kept += segment
    count += 1
  }
  return kept
}
