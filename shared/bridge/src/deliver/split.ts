/** A fence opens or closes a code block: at least three backticks or tildes at the beginning of a line. */
const FENCE = /^ {0,3}(`{3,}|~{3,})([^\n`]*)$/

/** What an inline link or image, an inline code span, or a bare address looks like: never cut inside one. */
const UNBREAKABLE = /!?\[[^\]\n]*\]\([^)\n]*\)|`[^`\n]+`|https?:\/\/\S+/gu

/** Where a cut is good, the best first; each is looked for in the last part of the room. */
const BREAKS: readonly RegExp[] = [/\n{2,}/gu, /\n/gu, /[.!?…。！？]["')\]»”]?\s|[。！？]/gu, /\s/gu]

/** A cut that leaves less than this share of the room unused is good enough to prefer its kind. */
const LEAST_FILL = 0.5

/**
 * Cuts Markdown into pieces of at most `limit` UTF-16 units, at paragraphs where it can, then lines, sentences, words.
 * A code block that is cut is closed and opened again; links, code spans and characters are never cut, as long as
 * they fit a piece at all. Nothing but white space at the cuts is lost.
 */
export function splitMarkdown(text: string, limit: number): string[] {
  const pieces: string[] = []
  let rest = text.trim()
  let open = ''
  while (open.length + rest.length > limit) {
    const closing = closeOf(open)
    const room = limit - open.length - closing.length - CLOSE_RESERVE
    const at = cutAt(rest, Math.max(1, room))
    const body = `${open}${rest.slice(0, at).replace(/\s+$/u, '')}`
    const fence = openFence(body)
    pieces.push(fence === null ? body : `${body}\n${fence.mark}`)
    open = fence === null ? '' : `${fence.mark}${fence.info}\n`
    rest = fence === null ? rest.slice(at).replace(/^\s+/u, '') : rest.slice(at).replace(/^\n/u, '')
    if (rest === '') return pieces
  }
  return rest === '' && pieces.length > 0 ? pieces : [...pieces, `${open}${rest}`]
}

/** Room for closing a code block that begins inside the piece: a line break and the usual fence, twice as long. */
const CLOSE_RESERVE = 7

function closeOf(open: string): string {
  return open === '' ? '' : `\n${open.split('\n', 1)[0] ?? ''}`
}

function cutAt(text: string, room: number): number {
  if (text.length <= room) return text.length
  const spans = [...text.slice(0, room * 2).matchAll(UNBREAKABLE)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  )
  const free = (at: number): boolean => !spans.some(([from, to]) => at > from && at < to && to - from <= room)
  for (const kind of BREAKS) {
    let best = 0
    for (const match of text.slice(0, room + 1).matchAll(kind)) {
      const at = Math.min(match.index + match[0].length, room)
      if (free(at)) best = Math.max(best, at)
    }
    if (best >= room * LEAST_FILL) return best
  }
  const inside = spans.find(([from, to]) => room > from && room < to && to - from <= room && from > 0)
  return wholeCharacter(text, inside === undefined ? room : inside[0])
}

/** Moves a cut out of a surrogate pair, or of a character that is joined from several. */
function wholeCharacter(text: string, at: number): number {
  const before = text.slice(Math.max(0, at - 64), at + 64)
  const offset = Math.max(0, at - 64)
  let best = 0
  for (const { index } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(before)) {
    if (offset + index <= at) best = offset + index
  }
  if (best > 0) return best
  const code = text.charCodeAt(at - 1)
  return code >= 0xd800 && code <= 0xdbff && at > 1 ? at - 1 : at
}

/** The code block that is open at a text's end. */
function openFence(text: string): { readonly mark: string; readonly info: string } | null {
  let open: { mark: string; info: string } | null = null
  for (const line of text.split('\n')) {
    const [, mark, info = ''] = FENCE.exec(line) ?? []
    if (mark === undefined) continue
    if (open === null) open = { mark, info }
    else if (mark.startsWith(open.mark) && info.trim() === '') open = null
  }
  return open
}
