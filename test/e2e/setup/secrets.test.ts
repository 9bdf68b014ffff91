import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { breakAfter, callTools, fail, say } from '../../platforms/openai/steps.ts'
import { holdline } from '../support/cli.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { EVERYTHING } from '../support/tool-servers.ts'
import { upgradeStatus } from '../support/upgrade.ts'

const TOKEN = 'token-of-the-page-4711'
const API_KEY = 'sk-live-of-the-model-4712'
const TOOL_KEY = 'key-of-a-tool-server-4713'

const error = { message: `Incorrect API key provided: ${API_KEY}.`, type: 'x', param: null, code: null }

test('no secret reaches a log, a person or the command line, whatever goes wrong', async () => {
  await using model = await OpenAIServer.start()
  const env = {
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: API_KEY,
    HOLDLINE_MODEL: 'fake-model',
    HOLDLINE_WEBCHAT_TOKEN: TOKEN,
    HOLDLINE_LOG_LEVEL: 'trace',
  }
  await using gateway = await GatewayProcess.start({
    env,
    config: {
      mcpServers: {
        everything: { ...EVERYTHING, env: { TOOL_KEY } },
        // Ends at once, and says more than it should.
        broken: { command: 'sh', args: ['-c', 'echo "no access with $TOOL_KEY" >&2; exit 1'], env: { TOOL_KEY } },
        unreachable: { url: `http://127.0.0.1:9/mcp?key=${TOOL_KEY}`, headers: { authorization: TOOL_KEY } },
      },
    },
  })
  await using client = await gateway.client({ token: TOKEN })
  model.enqueue(fail(401, error), fail(500, error), breakAfter('Half'), fail(400, error))
  model.enqueue(callTools([{ name: 'get-env', arguments: {} }]), say('Done.'))
  for (let count = 1; count <= 2; count += 1) {
    await client.say(`question ${count}`)
    await client.until(() => client.framesOf('notice').filter(({ kind }) => kind === 'failed').length >= count)
  }
  await client.answer(await client.say('show your environment'))
  await upgradeStatus(gateway.url, { protocols: ['holdline.v1', `auth.${TOKEN}x`] })
  await upgradeStatus(gateway.url, {
    protocols: ['holdline.v1', `auth.${TOKEN}`],
    headers: { origin: 'https://evil.example' },
  })
  client.raw(`{"type":"hello","token":"${TOKEN}"}`)
  await client.until(() => client.framesOf('error').length > 0)
  const doctor = await holdline(['doctor', '--json'], { ...env, HOLDLINE_STATE_DIR: gateway.stateDir })
  await gateway.stop()

  const seen = [gateway.stdout, gateway.stderr, JSON.stringify(client.frames), doctor.stdout, doctor.stderr].join('\n')
  expect(gateway.stderr).toContain('Incorrect API key provided')
  expect(gateway.stderr).toContain('no access with')
  for (const secret of [TOKEN, API_KEY, TOOL_KEY]) expect(seen).not.toContain(secret)
})
