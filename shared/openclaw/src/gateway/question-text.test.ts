import { expect, test } from 'vitest'
import { questionText } from './question-text.ts'

const PROMPT = `Question for you:

Where
Where to?
1. Left
2. Right
Other: reply with your own answer.

Reply with the number, the option text, or your own answer.`

test('the host’s own lines are said in the person’s language, the agent’s stay', () => {
  expect(questionText(PROMPT, (line) => `<${line}>`)).toBe(
    '<asks>\n\nWhere\nWhere to?\n1. Left\n2. Right\n<other>\n\n<pick>',
  )
})

test('a line that only looks like a name of an object’s own stays', () => {
  expect(questionText('constructor', () => 'x')).toBe('constructor')
})
