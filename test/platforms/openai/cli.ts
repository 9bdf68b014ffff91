import { parseArgs } from 'node:util'
import { directiveScript } from './directives.ts'
import { behindOpenClaw } from './openclaw-script.ts'
import { OpenAIServer } from './server.ts'

const USAGE = `An OpenAI-compatible model server for tests; it does what directives in the last user message say.

  node test/platforms/openai/cli.ts [--port 0] [--model fake-model]… [--key <key>] [--openclaw]

--openclaw: the client is an OpenClaw gateway, whose own additions to a message are not the person's.

Directives, in the order written; failures come once unless "x<times>" is written ({{429:3 x2}}), those marked * always:
  {{tool:get-sum {"a":2,"b":3}}}      calls a tool, then goes on with its result; several in one step with " + "
  {{slow:5000}}  {{stream:5000}}      milliseconds until the first token; milliseconds for the whole answer
  {{429:3}} {{429-ms:1500}} {{429-date:3}} {{429-reset:1m30s}} {{429}} {{quota}}*
  {{500}} {{503:2}} {{html}} {{html:502}} {{empty}}
  {{hang}}* {{hang-after:text}}* {{break}} {{break-off}} {{cut}} {{error}}
  {{filter}}* {{length}}* {{overflow}}*
`
const USAGE_ERROR = 2

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      model: { type: 'string', multiple: true },
      key: { type: 'string' },
      openclaw: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const server = await OpenAIServer.start({
    port: Number(values.port),
    script: values.openclaw ? behindOpenClaw(directiveScript()) : directiveScript(),
    onEvent: (event, { number, path, step, status, at }) => {
      const line = { event, request: number, path, step, status, afterMs: Date.now() - at }
      process.stderr.write(`${JSON.stringify(line)}\n`)
    },
    ...(values.model && { models: values.model }),
    ...(values.key !== undefined && { apiKey: values.key }),
  })
  process.stdout.write(`openai-fake ready ${server.url}\n`)
  const stop = () => {
    for (const { request, error } of server.violations) {
      process.stderr.write(`violation in request ${request.number}: ${error.message}\n`)
    }
    void server.close()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exitCode = USAGE_ERROR
})
