import { expect, test } from 'vitest'
import { OpenTools } from './open-tools.ts'

function run() {
  const tools = new OpenTools()
  const read = (stream: string, data: Record<string, unknown>) => tools.read({ runId: 'r', stream, data }, 0)
  const phaseOf = (news: ReturnType<typeof read>) => (news?.type === 'phase' ? news.phase : news)
  return {
    start: (toolCallId: string, name: string) => phaseOf(read('tool', { phase: 'start', toolCallId, name })),
    result: (toolCallId: string, name: string) => phaseOf(read('tool', { phase: 'result', toolCallId, name })),
    lifecycle: (phase: string) => phaseOf(read('lifecycle', { phase })),
  }
}

test('one result of two parallel calls leaves the other one open', () => {
  const { start, result } = run()
  start('1', 'read')
  start('2', 'exec')
  expect(result('1', 'read')).toEqual({ code: 'tool_running', label: 'exec' })
  expect(result('2', 'exec')).toEqual({ code: 'waiting_model_response' })
})

test('an approval that was given lets the tool run', () => {
  const { start, lifecycle } = run()
  start('1', 'exec')
  expect(lifecycle('waiting-approval')).toEqual({ code: 'waiting_approval' })
  expect(lifecycle('approval-resolved')).toEqual({ code: 'tool_running', label: 'exec' })
})

test('a question that is open stays what is waited for', () => {
  const { start, result } = run()
  start('1', 'ask_user')
  start('2', 'read')
  start('3', 'exec')
  expect(result('2', 'read')).toEqual({ code: 'waiting_answer' })
})
