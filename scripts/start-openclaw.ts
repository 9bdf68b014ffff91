import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

// Runs a real OpenClaw gateway with all plugins of the suite and a scripted local model, in a private state directory.
// `npm run start:openclaw`; HOLDLINE_OPENCLAW_PORT (18790), HOLDLINE_OPENCLAW_STATE_DIR (.holdline/openclaw).

const root = fileURLToPath(new URL('..', import.meta.url))
const openclaw = join(root, 'test/openclaw-host/node_modules/openclaw/openclaw.mjs')
const port = Number(process.env.HOLDLINE_OPENCLAW_PORT ?? 18_790)
const stateDir = process.env.HOLDLINE_OPENCLAW_STATE_DIR ?? join(root, '.holdline/openclaw')
const LOOK_MS = 200

/** The built plugins, by their host ids. */
function plugins(): ReadonlyMap<string, string> {
  const folders = readdirSync(join(root, 'plugins')).map((name) => join(root, 'plugins', name, 'dist/package'))
  return new Map(
    folders
      .filter((folder) => existsSync(join(folder, 'openclaw.plugin.json')))
      .map((folder) => [JSON.parse(readFileSync(join(folder, 'openclaw.plugin.json'), 'utf8')).id, folder]),
  )
}

/** Channels that can run without more settings than the environment has. */
function channels(): Readonly<Record<string, unknown>> {
  const { TELEGRAM_BOT_TOKEN: botToken, TELEGRAM_API_ROOT: apiRoot } = process.env
  const { VK_GROUP_TOKEN: groupToken, VK_API_ROOT: vkRoot } = process.env
  const telegram = { enabled: true, botToken, ...(apiRoot === undefined ? {} : { apiRoot }) }
  const vk = { enabled: true, groupToken, ...(vkRoot === undefined ? {} : { apiRoot: vkRoot }) }
  const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret } = process.env
  const { DINGTALK_API_ROOT: dingtalkRoot, DINGTALK_OAPI_ROOT: oapiRoot } = process.env
  const dingtalk = {
    enabled: true,
    clientId,
    clientSecret,
    ...(dingtalkRoot === undefined ? {} : { apiRoot: dingtalkRoot }),
    ...(oapiRoot === undefined ? {} : { oapiRoot }),
  }
  const { FEISHU_APP_ID: appId, FEISHU_APP_SECRET: appSecret, FEISHU_DOMAIN: domain } = process.env
  const feishu = { enabled: true, appId, appSecret, ...(domain === undefined ? {} : { domain }) }
  return {
    'holdline-webchat': { enabled: true },
    ...(botToken === undefined ? {} : { 'holdline-telegram': telegram }),
    ...(groupToken === undefined ? {} : { 'holdline-vk': vk }),
    ...(appId === undefined ? {} : { 'holdline-feishu': feishu }),
    ...(clientId === undefined ? {} : { 'holdline-dingtalk': dingtalk }),
  }
}

function configuration(modelUrl: string): object {
  const built = plugins()
  const model = {
    id: 'fake-1',
    name: 'A scripted model',
    reasoning: false,
    input: ['text'],
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 128_000,
    maxTokens: 4_096,
  }
  return {
    gateway: { mode: 'local', port, bind: 'loopback', auth: { mode: 'token', token: 'a-private-gateway' } },
    session: { dmScope: 'per-channel-peer' },
    agents: {
      defaults: {
        workspace: join(stateDir, 'workspace'),
        skipBootstrap: true,
        model: { primary: 'fake/fake-1' },
        heartbeat: { every: '0m' },
      },
    },
    update: { checkOnStart: false },
    models: {
      catalogRefresh: { enabled: false },
      mode: 'merge',
      providers: { fake: { baseUrl: modelUrl, apiKey: 'none', api: 'openai-completions', models: [model] } },
    },
    tools: { exec: { host: 'gateway', security: 'full', ask: 'off' } },
    plugins: {
      load: { paths: [...built.values()] },
      entries: Object.fromEntries([...built.keys()].map((id) => [id, { enabled: true }])),
    },
    channels: channels(),
  }
}

function start(args: readonly string[], env: NodeJS.ProcessEnv, stdout: 'pipe' | 'inherit'): ChildProcess {
  return spawn(process.execPath, args, { env, stdio: ['ignore', stdout, 'inherit'] })
}

const modelScript = join(root, 'test/platforms/openai/cli.ts')
const model = start([modelScript, '--model', 'fake-1', '--openclaw'], process.env, 'pipe')
if (model.stdout === null) throw new Error('the model has no output')
const [line] = await once(createInterface(model.stdout), 'line')
const modelUrl = String(line).split(' ').at(-1) ?? ''
mkdirSync(stateDir, { recursive: true })
const config = join(stateDir, 'openclaw.json')
writeFileSync(config, JSON.stringify(configuration(modelUrl), null, 2))
// With a bot's token in its environment the gateway's bundled channel would receive with it, too.
const { TELEGRAM_BOT_TOKEN: _, ...inherited } = process.env
const env = {
  ...inherited,
  HOME: stateDir,
  OPENCLAW_STATE_DIR: stateDir,
  OPENCLAW_CONFIG_PATH: config,
  // Otherwise the gateway is a child of its command, and what ends the command need not end it.
  OPENCLAW_NO_RESPAWN: '1',
}
const gateway = start([openclaw, 'gateway', 'run'], env, 'inherit')
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => gateway.kill(signal))
gateway.on('exit', (code) => {
  model.kill()
  process.exitCode = code ?? 1
})
const page = `http://127.0.0.1:${port}/holdline/`
const served = async (): Promise<boolean> => {
  const answers = [`http://127.0.0.1:${port}/readyz`, page].map((url) =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return (await Promise.all(answers)).every((ok) => ok)
}
while (gateway.exitCode === null && !(await served())) await sleep(LOOK_MS)
if (gateway.exitCode === null) process.stdout.write(`holdline ready ${page}\n`)
