// The texts serve every channel, and most of those have no icons but emoji; this page draws its own.
const LEADING_EMOJI = /^\p{Extended_Pictographic}[\u{fe0f}\u{1f3fb}-\u{1f3ff}]*\s+/u

/** A notice's lines as this page shows them: the first is the headline. */
export function noticeLines(text: string): readonly string[] {
  return text
    .replace(LEADING_EMOJI, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
}
