import { existsSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { z } from 'zod'

/*
 * A tool server with bad manners, on standard input and output: written without any MCP library, so that it can do what
 * libraries prevent, and say on standard error what it was told.
 */

const { values } = parseArgs({
  options: {
    /** Starts well when this file is not there yet, and then makes it; fails otherwise. */
    once: { type: 'string' },
    /** Fails to start. */
    broken: { type: 'boolean', default: false },
    /** Never answers anything. */
    mute: { type: 'boolean', default: false },
    /** Ignores SIGTERM and the end of its input. */
    stubborn: { type: 'boolean', default: false },
  },
})

/** How long a tool that is only slow takes between two signs of work. */
const PROGRESS_MS = 20

const incoming = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string().optional(),
  params: z
    .looseObject({
      name: z.string().optional(),
      requestId: z.union([z.string(), z.number()]).optional(),
      _meta: z.looseObject({ progressToken: z.union([z.string(), z.number()]).optional() }).optional(),
    })
    .optional(),
})

type Incoming = z.infer<typeof incoming>

const tools = [
  { name: 'hang', title: 'Slow search', description: 'Never answers, with signs of work' },
  { name: 'die', annotations: { title: 'Last words' }, description: 'Ends the server while it runs' },
  { name: 'refuse', description: 'Answers with a protocol error' },
  { name: 'environment', description: 'Says what environment the server has' },
  { name: 'long', description: 'Answers with 100,000 characters' },
  { name: 'grow', description: 'Adds a tool' },
]

function send(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function answerText(id: Incoming['id'], text: string): void {
  send({ id, result: { content: [{ type: 'text', text }] } })
}

function call({ id, params }: Incoming): void {
  switch (params?.name) {
    case 'hang':
      setInterval(() => {
        const progressToken = params._meta?.progressToken
        if (progressToken !== undefined)
          send({ method: 'notifications/progress', params: { progressToken, progress: 1 } })
      }, PROGRESS_MS)
      break
    case 'die':
      process.exit(3)
      break
    case 'refuse':
      send({ id, error: { code: -32602, message: 'no such page' } })
      break
    case 'environment':
      answerText(id, JSON.stringify(process.env))
      break
    case 'long':
      answerText(id, 'x'.repeat(100_000))
      break
    case 'grow':
      tools.push({ name: 'grown', description: 'Was not there before' })
      send({ method: 'notifications/tools/list_changed' })
      answerText(id, 'grown')
      break
    default:
      answerText(id, `did ${params?.name}`)
  }
}

function receive(message: Incoming): void {
  switch (message.method) {
    case 'initialize': {
      const serverInfo = { name: 'rude', version: '1' }
      send({ id: message.id, result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo } })
      break
    }
    case 'tools/list': {
      const inputSchema = { type: 'object', properties: {} }
      send({ id: message.id, result: { tools: tools.map((tool) => ({ ...tool, inputSchema })) } })
      break
    }
    case 'tools/call':
      call(message)
      break
    case 'notifications/cancelled':
      say(`was told to cancel ${message.params?.requestId}`)
      break
    default:
      if (message.id !== undefined) send({ id: message.id, error: { code: -32601, message: 'what?' } })
  }
}

say(`pid ${process.pid}`)
if (values.broken || (values.once !== undefined && existsSync(values.once))) {
  say(`no database at ${process.env.DATABASE ?? 'nowhere'}`)
  process.exitCode = 1
} else {
  if (values.once !== undefined) writeFileSync(values.once, '')
  if (values.stubborn) {
    process.on('SIGTERM', () => say('SIGTERM? No.'))
    setInterval(() => {}, 60_000)
  }
  process.stdout.write('Welcome to the rude server!\n')
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (!values.mute) receive(incoming.parse(JSON.parse(line)))
  })
}
