import type { Clock } from '@holdline/bridge'
import { z } from 'zod'
import type { AgentTool } from '../tools/tool.ts'
import { wait } from '../wait.ts'
import type { DemoWording } from './wording.ts'

/** The name under which the demo model calls its tool. */
export const DEMO_TOOL = 'demo_tool'

/** How often the tool says that it still works. */
const PROGRESS_MS = 1_000

const input = z.object({ ms: z.number().nonnegative() })

/** A tool that takes as long as it is told, with signs of work on the way. */
export function demoTool(clock: Clock, wording: DemoWording): AgentTool {
  return {
    name: DEMO_TOOL,
    label: wording.toolLabel,
    description: 'Takes the given time.',
    inputSchema: {
      type: 'object',
      properties: { ms: { type: 'number', minimum: 0 } },
      required: ['ms'],
      additionalProperties: false,
    },
    async run(given, call) {
      const { ms } = input.parse(given)
      for (let left = ms; left > 0; left -= PROGRESS_MS) {
        await wait(clock, Math.min(left, PROGRESS_MS), call.signal)
        call.progress()
      }
      return { type: 'text', value: `done after ${ms} ms` }
    },
  }
}
