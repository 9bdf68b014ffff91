import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { holdline } from '../support/cli.ts'

const folder = await mkdtemp(join(tmpdir(), 'holdline-e2e-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Case {
  readonly env?: Readonly<Record<string, string>>
  /** The text of the configuration file. */
  readonly file?: string
  /** The key, the value and the fix, as the error names them. */
  readonly names: readonly string[]
  readonly hides?: string
}

const CASES: Readonly<Record<string, Case>> = {
  'a port that is no number': { env: { HOLDLINE_PORT: 'abc' }, names: ['HOLDLINE_PORT', '"abc"', '0 to 65535'] },
  'a port that there is not': { env: { HOLDLINE_PORT: '70000' }, names: ['HOLDLINE_PORT', '70000', '65535'] },
  'an address that is not ours': {
    env: { HOLDLINE_HOST: '192.0.2.1', HOLDLINE_WEBCHAT: 'off' },
    names: ['HOLDLINE_HOST', '192.0.2.1', 'set another'],
  },
  'an open address without a token': {
    env: { HOLDLINE_HOST: '0.0.0.0' },
    names: ['HOLDLINE_HOST', '"0.0.0.0"', 'HOLDLINE_WEBCHAT_TOKEN'],
  },
  'an unknown policy': { env: { HOLDLINE_ON_BUSY: 'maybe' }, names: ['HOLDLINE_ON_BUSY', '"maybe"', '"queue"|'] },
  'a negative queue': { env: { HOLDLINE_QUEUE_CAP: '-1' }, names: ['HOLDLINE_QUEUE_CAP', '-1', '>=0'] },
  'no slots': { env: { HOLDLINE_MAX_CONCURRENT_TURNS: '0' }, names: ['HOLDLINE_MAX_CONCURRENT_TURNS', '0', '>=1'] },
  'a language that is not spoken here': {
    env: { HOLDLINE_LOCALE: 'tlh' },
    names: ['HOLDLINE_LOCALE', '"tlh"', 'zh-CN'],
  },
  'a token that cannot be sent': {
    env: { HOLDLINE_WEBCHAT_TOKEN: 'open sesame' },
    names: ['HOLDLINE_WEBCHAT_TOKEN', 'letters, digits', 'openssl'],
    hides: 'open sesame',
  },
  'a model server without an address': {
    env: { OPENAI_BASE_URL: 'localhost' },
    names: ['OPENAI_BASE_URL', '"localhost"', 'http://127.0.0.1:11434/v1'],
  },
  'a model server without a model': {
    env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
    names: ['HOLDLINE_MODEL', 'missing', 'unset OPENAI_BASE_URL'],
  },
  'a database that comes later': {
    env: { HOLDLINE_DATABASE_URL: 'postgres://me:sesame@db/holdline' },
    names: ['HOLDLINE_DATABASE_URL', 'SQLite', 'unset it'],
    hides: 'sesame',
  },
  'a community token that is none': {
    env: { VK_GROUP_TOKEN: 'open sesame' },
    names: ['VK_GROUP_TOKEN', 'community token', 'Access tokens', 'correct it'],
    hides: 'sesame',
  },
  'a community that is no number': {
    env: { VK_GROUP_TOKEN: 'vk1.a.sesame', VK_GROUP_ID: 'my_club' },
    names: ['VK_GROUP_ID', 'number of the community', 'my_club'],
    hides: 'sesame',
  },
  'a DingTalk app without its secret': {
    env: { DINGTALK_CLIENT_ID: 'dingabc123def456' },
    names: ['DINGTALK_CLIENT_SECRET', 'missing', 'required with clientId', 'beside the Client ID', 'set it'],
  },
  'a DingTalk secret that is none': {
    env: { DINGTALK_CLIENT_ID: 'dingabc123def456', DINGTALK_CLIENT_SECRET: 'open sesame' },
    names: ['DINGTALK_CLIENT_SECRET', 'AppSecret', 'correct it'],
    hides: 'sesame',
  },
  'a card template that is none': {
    env: { DINGTALK_CARD_TEMPLATE_ID: 'mine' },
    names: ['DINGTALK_CARD_TEMPLATE_ID', '"mine"', '.schema'],
  },
  'a bot token that is none': {
    env: { TELEGRAM_BOT_TOKEN: 'sesame' },
    names: ['TELEGRAM_BOT_TOKEN', '@BotFather', 'correct it'],
    hides: 'sesame',
  },
  'a Bot API server without an address': {
    env: { TELEGRAM_BOT_TOKEN: '123:sesame', TELEGRAM_API_ROOT: 'telegram' },
    names: ['TELEGRAM_API_ROOT', '"telegram"', 'https://api.telegram.org'],
    hides: 'sesame',
  },
  'a webhook without its secret': {
    file: '{"telegram":{"botToken":"1:sesame","webhookUrl":"https://bot.example/telegram"}}',
    names: ['telegram.webhookSecret', 'required with webhookUrl'],
    hides: 'sesame',
  },
  'a file that does not exist': {
    env: { HOLDLINE_CONFIG: '/nowhere/holdline.json' },
    names: ['HOLDLINE_CONFIG', '/nowhere/holdline.json', 'does not exist'],
  },
  'a file that is no JSON': { file: '{ "port": ', names: ['.json', 'not valid JSON', 'correct it'] },
  'an unknown key': { file: '{"prot":1}', names: ['"prot"', '.json', 'not a known key'] },
  'an unknown key further in': {
    file: '{"webchat":{"tokn":"sesame"}}',
    names: ['"webchat.tokn"', 'not a known key'],
    hides: 'sesame',
  },
  'a bad entry of a list': { file: '{"actions":["wait","explode"]}', names: ['"actions.1"', '"explode"', '"cancel"'] },
  'a tool server that is none': {
    file: '{"mcpServers":{"files":{"comand":"x","env":{"KEY":"sesame"}}}}',
    names: ['"mcpServers.files"', 'comand', 'must be {"command"'],
    hides: 'sesame',
  },
  'a state directory that is a file': {
    env: { HOLDLINE_STATE_DIR: '/dev/null/state' },
    names: ['/dev/null/state', 'HOLDLINE_STATE_DIR'],
  },
}

for (const [what, { env = {}, file, names, hides }] of Object.entries(CASES)) {
  test.concurrent(`${what} is one clear error, and nothing is started`, async () => {
    const stateDir = join(folder, what)
    const config = join(folder, `${what}.json`)
    if (file !== undefined) await writeFile(config, file)
    const { code, stdout, stderr } = await holdline(['start'], {
      HOLDLINE_PORT: '0',
      HOLDLINE_STATE_DIR: stateDir,
      ...(file === undefined ? {} : { HOLDLINE_CONFIG: config }),
      ...env,
    })

    expect({ code, stdout }).toEqual({ code: 78, stdout: '' })
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    for (const name of names) expect(stderr).toContain(name)
    if (hides !== undefined) expect(stderr).not.toContain(hides)
    expect(existsSync(join(stateDir, 'holdline.pid'))).toBe(false)
  })
}
