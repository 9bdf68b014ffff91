/** What a line of the host's question prompt says, as a key of the locales. */
export type QuestionLine = 'asks' | 'other' | 'pick' | 'pickOnly' | 'pickSeveral' | 'answer' | 'several' | 'secret'

/** The lines that the host writes itself around a question (openclaw 2026.9.6, `dist/gateway-question`, `ask-user-tool`). */
const LINES: Readonly<Record<string, QuestionLine>> = {
  'Question for you:': 'asks',
  'Agent needs input:': 'asks',
  'Other: reply with your own answer.': 'other',
  'Reply with the number, the option text, or your own answer.': 'pick',
  'Reply with the number or option text.': 'pickOnly',
  'Reply with comma-separated option numbers or text, or your own answer.': 'pickSeveral',
  'Reply with your answer.': 'answer',
  'Reply by number or question id. Use a declared option where choices are fixed.': 'several',
  'This channel may show your reply to other participants.': 'secret',
}

/** The agent's question with the host's own lines in a person's language; what the agent wrote stays as it is. */
export function questionText(prompt: string, say: (line: QuestionLine) => string): string {
  const lines = prompt.split('\n').map((line) => {
    const known = Object.hasOwn(LINES, line) ? LINES[line] : undefined
    return known === undefined ? line : say(known)
  })
  return lines.join('\n')
}
