import { appendFileSync, existsSync } from 'node:fs'
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

/** `held`: the call goes on when there is a file with the same name and `.released` at its end. */
const call = z.object({
  arguments: z.object({ label: z.string(), ms: z.number().default(0), held: z.boolean().default(false) }),
})

const LOOK_MS = 20

const TOOL = {
  name: 'count',
  title: 'Counter',
  description: 'Counts.',
  inputSchema: {
    type: 'object',
    properties: { label: { type: 'string' }, ms: { type: 'number' }, held: { type: 'boolean' } },
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
      const { label, ms, held } = call.parse(params).arguments
      appendFileSync(file, `start ${label}\n`)
      await sleep(ms)
      while (held && !existsSync(`${file}.released`)) await sleep(LOOK_MS)
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
