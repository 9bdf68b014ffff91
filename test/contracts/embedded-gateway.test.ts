import { createAgentGateway } from '@holdline/gateway'
import { directiveScript } from '../platforms/openai/directives.ts'
import { OpenAIServer } from '../platforms/openai/server.ts'
import { EVERYTHING } from './everything-server.ts'
import { runGatewayContract } from './gateway.ts'
import { realClock, TestLog } from './test-log.ts'

runGatewayContract({
  name: 'embedded gateway, demo model',
  async create() {
    const gateway = createAgentGateway({ model: { models: [] }, mcpServers: {}, clock: realClock, log: new TestLog() })
    return {
      gateway,
      plain: 'hello',
      working: '[tool 500ms] hello',
      hanging: '[hang]',
      failing: { text: '[fail content_refused]', code: 'content_refused' },
      close: async () => await gateway.close?.(),
    }
  },
})

runGatewayContract({
  name: 'embedded gateway, OpenAI-compatible server and MCP server',
  async create() {
    const server = await OpenAIServer.start({ script: directiveScript() })
    const gateway = createAgentGateway({
      model: { baseUrl: server.url, models: ['fake-model'] },
      mcpServers: { everything: EVERYTHING },
      clock: realClock,
      log: new TestLog(),
    })
    return {
      gateway,
      plain: 'hello',
      working: '{{tool:trigger-long-running-operation {"duration":0.5,"steps":5}}} hello',
      hanging: '{{hang}}',
      failing: { text: '{{filter}}', code: 'content_refused' },
      async close() {
        await gateway.close?.()
        await server.close()
        if (server.violations.length > 0) throw new Error(JSON.stringify(server.violations.map(({ error }) => error)))
      },
    }
  },
})
