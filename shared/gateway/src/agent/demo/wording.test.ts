import { expect, test } from 'vitest'
import { demoWording } from './wording.ts'

const LABELS: [text: string, label: string][] = [
  ['hello', 'demo tool'],
  ['', 'demo tool'],
  ['привет, world', 'демо-инструмент'],
  ['你好 hello', '演示工具'],
  ['where is the word 好 from?', 'demo tool'],
  ['hola', 'demo tool'],
]

test.for(LABELS)('%s is answered as %s', ([text, label]) => {
  expect(demoWording(text).toolLabel).toBe(label)
})

test('what the person wrote is filled in as it is', () => {
  expect(demoWording('x').echo('{{text}} $& <b>')).toBe('You wrote: {{text}} $& <b>')
})
