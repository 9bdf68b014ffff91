import { expect, test } from 'vitest'
import type { AgentTool } from './tool.ts'
import { toolsOf } from './toolset.ts'

const tool = (name: string, label = name): AgentTool => ({
  name,
  label,
  description: '',
  inputSchema: { type: 'object' },
  run: async () => ({ type: 'text', value: '' }),
})
const names = (...sources: Parameters<typeof toolsOf>[0]) => [...toolsOf(sources).keys()]

test('a name that one server has stays as it is', () => {
  expect(names({ server: 'a', tools: [tool('find')] }, { server: 'b', tools: [tool('send')] })).toEqual([
    'find',
    'send',
  ])
})

test('a name that two servers have is prefixed for both', () => {
  expect(names({ server: 'a', tools: [tool('find')] }, { server: 'b', tools: [tool('find')] })).toEqual([
    'a__find',
    'b__find',
  ])
})

test('no server can take the place of a built-in tool', () => {
  const tools = toolsOf([
    { server: null, tools: [tool('task_cancel', 'ours')] },
    { server: 'a', tools: [tool('task_cancel', 'theirs')] },
  ])
  expect(tools.get('task_cancel')?.label).toBe('ours')
  expect(tools.get('a__task_cancel')?.label).toBe('theirs')
})

test('names become what providers accept, and stay different', () => {
  const long = (end: string) => tool(`${'x'.repeat(80)}.${end}`)
  const found = names({ server: 'my server', tools: [tool('files/read'), tool('files.read'), long('a'), long('b')] })
  expect(new Set(found).size).toBe(4)
  for (const name of found) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
})
