import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

/*
 * A tool server (MCP over stdio) with one tool, `count`, which writes down every call that it gets: what was done twice
 * can be seen in the file, whoever asked for it. Its argument is the file.
 */

const request = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string(),
  params: z.looseObject({ protocolVersion: z.string().optional() }).optional(),
})

const call = z.object({ arguments: z.object({ label: z.string(), ms: z.number().default(0) }) })

const TOOL = {
  name: 'count',
  title: 'Counter',
  description: 'Counts.',
  inputSchema: {
    type: 'object',
    properties: { label: { type: 'string' }, ms: { type: 'number' } },
    required: ['label'],
  },
}

const [file = ''] = process.argv.slice(2)

async function resultOf({ method, params }: z.output<typeof request>): Promise<object> {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'counting', version: '1.0.0' },
      }
    case 'tools/list':
      return { tools: [TOOL] }
    case 'tools/call': {
      const { label, ms } = call.parse(params).arguments
      appendFileSync(file, `start ${label}\n`)
      await sleep(ms)
      appendFileSync(file, `end ${label}\n`)
      return { content: [{ type: 'text', text: `counted ${label}` }] }
    }
    default:
      return {}
  }
}

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const asked = request.parse(JSON.parse(line))
    if (asked.id === undefined) return
    const result = await resultOf(asked)
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: asked.id, result })}\n`)
  })
  // Whoever started it is gone.
  .on('close', () => process.exit())
