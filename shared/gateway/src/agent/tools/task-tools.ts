import type { TurnReport } from '@holdline/bridge'
import { z } from 'zod'
import { taskLine } from '../prompt.ts'
import type { AgentTool } from './tool.ts'

const cancelInput = z.object({ number: z.int().positive() })

/** What lets the model see and stop the other turns of its conversation. */
export function taskTools(report: Pick<TurnReport, 'tasks' | 'cancelTask'>): AgentTool[] {
  return [
    {
      name: 'tasks_list',
      label: 'tasks_list',
      description: 'Lists what runs in this conversation now: number, kind, state, start and question of each task.',
      inputSchema: { type: 'object', properties: {}, additionalProperties: false },
      async run() {
        const tasks = await report.tasks()
        return { type: 'text', value: tasks.length === 0 ? 'Nothing runs.' : tasks.map(taskLine).join('\n') }
      },
    },
    {
      name: 'task_cancel',
      label: 'task_cancel',
      description:
        'Cancels another running task of this conversation by its number. Only when the person asks for it, or has clearly changed their mind.',
      inputSchema: {
        type: 'object',
        properties: { number: { type: 'integer', minimum: 1, description: 'The number that tasks_list shows' } },
        required: ['number'],
        additionalProperties: false,
      },
      async run(input) {
        const { success, data } = cancelInput.safeParse(input)
        if (!success) return { type: 'error-text', value: 'number has to be a positive integer' }
        const ran = await report.cancelTask(data.number)
        return ran
          ? { type: 'text', value: `Task ${data.number} was cancelled.` }
          : { type: 'error-text', value: `No running task has the number ${data.number}.` }
      },
    },
  ]
}
