import { existsSync } from 'node:fs'
import { type SessionLine, StoreUnavailableError } from '@holdline/bridge'
import type { CliCommand, GatewayCall, HostApi } from '../host/api.ts'
import { dataFile, type OpenStore, openStore } from '../node/store.ts'
import { suite } from '../suite/suite.ts'
import { abortSession, explainSession, listSessions, resetSession } from './session-commands.ts'

/** What the command line's exit codes mean; the same as those of `holdline`. */
const EXIT = { done: 0, noSuchSession: 3, temporary: 75 } as const

/** The command's name in the host's command line. */
const NAME = 'holdline'

const DESCRIPTION = 'Look at chat sessions and free them'

/**
 * Registers what exists once for the whole suite: `openclaw holdline sessions …` and the gateway methods
 * `holdline.sessions.*`. The first plugin that is loaded owns them.
 */
export function registerCommands(api: HostApi, pluginId: string): void {
  const shared = suite()
  shared.owner ??= pluginId
  if (shared.owner !== pluginId) return
  api.lifecycle?.onDispose?.(() => {
    if (suite().owner === pluginId) suite().owner = null
  })
  api.registerCli(({ program }) => addCommands(program, api), {
    descriptors: [{ name: NAME, description: DESCRIPTION, hasSubcommands: true }],
  })
  if (api.registrationMode === 'full') addMethods(api)
}

function addMethods(api: HostApi): void {
  const method = (
    name: string,
    scope: 'operator.read' | 'operator.write',
    run: (store: OpenStore, key: string, params: GatewayCall['params']) => Promise<unknown>,
  ): void =>
    api.registerGatewayMethod(
      `holdline.sessions.${name}`,
      async ({ params, respond }) => {
        const { key } = params
        if (name !== 'list' && typeof key !== 'string') {
          respond(false, undefined, { code: 'INVALID_REQUEST', message: 'params.key names the session' })
          return
        }
        const known = typeof key === 'string' ? key : ''
        const result = await withStore(api, (store) => run(store, known, params), null)
        if (result === null) respond(false, undefined, { code: 'NOT_FOUND', message: `there is no session "${known}"` })
        else respond(true, result)
      },
      { scope },
    )
  method('list', 'operator.read', async (store) => ({ sessions: await listSessions(store) }))
  method('explain', 'operator.read', (store, key) => explainSession(store, key))
  method('abort', 'operator.write', (store, key, { clearQueue }) => abortSession(store, key, clearQueue === true))
  method('reset', 'operator.write', (store, key) => resetSession(store, key))
}

function addCommands(program: CliCommand, api: HostApi): void {
  const sessions = program.command(NAME).description(DESCRIPTION).command('sessions').description(DESCRIPTION)
  sessions
    .command('list')
    .description('what every session does')
    .option('--stuck', 'only those that make no progress', false)
    .option('--json', 'one JSON document', false)
    .action(async (options) => {
      await told(async () => {
        const lines = await withStore(api, (store) => listSessions(store), [])
        const shown = flag(options, 'stuck') ? lines.filter((line) => line.stuck) : lines
        print(options, { sessions: shown }, shown.length === 0 ? 'no sessions' : shown.map(row).join('\n'))
        return EXIT.done
      })
    })
  sessions
    .command('explain <key>')
    .description('why a session is as it is')
    .option('--json', 'one JSON document', false)
    .action((key, options) => one(api, key, options, explainSession, (story) => JSON.stringify(story, null, 2)))
  sessions
    .command('abort <key>')
    .description('stop what a session runs')
    .option('--clear-queue', 'drop what waits as well', false)
    .option('--json', 'one JSON document', false)
    .action((key, options) =>
      one(
        api,
        key,
        options,
        (store, session) => abortSession(store, session, flag(options, 'clearQueue')),
        ({ aborted, cleared }) => `${aborted ? 'aborted' : 'nothing was running'}, ${cleared} waiting dropped`,
      ),
    )
  sessions
    .command('reset <key>')
    .description('stop, drop what waits, and begin anew')
    .option('--json', 'one JSON document', false)
    .action((key, options) =>
      one(api, key, options, resetSession, ({ cleared }) => `a new session has begun, ${cleared} waiting dropped`),
    )
}

async function one<T>(
  api: HostApi,
  key: unknown,
  options: unknown,
  run: (store: OpenStore, key: string) => Promise<T | null>,
  words: (result: T) => string,
): Promise<void> {
  await told(async () => {
    const result = await withStore(api, (store) => run(store, String(key)), null)
    if (result === null) {
      process.stderr.write(
        `holdline: there is no session "${String(key)}"; "openclaw ${NAME} sessions list" shows all\n`,
      )
      return EXIT.noSuchSession
    }
    print(options, result, words(result))
    return EXIT.done
  })
}

/** The host decides when the process ends; the exit code is ours. */
async function told(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run()
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    process.stderr.write(`holdline: the store cannot be used now: ${error.message}; try again\n`)
    process.exitCode = EXIT.temporary
  }
}

async function withStore<T>(api: HostApi, use: (store: OpenStore) => Promise<T>, absent: T): Promise<T> {
  const stateDir = api.runtime.state.resolveStateDir(process.env)
  if (!existsSync(dataFile(stateDir))) return absent
  const store = await openStore(stateDir)
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

/** Through `process.stdout.write`: the host sends a plugin's `console.log` to stderr. */
function print(options: unknown, document: unknown, words: string): void {
  process.stdout.write(`${flag(options, 'json') ? JSON.stringify(document) : words}\n`)
}

function flag(options: unknown, name: string): boolean {
  return typeof options === 'object' && options !== null && Reflect.get(options, name) === true
}

function row(line: SessionLine): string {
  const state = line.stuck ? 'stuck' : line.busy ? 'busy' : 'idle'
  return [line.key, state, line.reason ?? '-', line.since ?? '-', String(line.queued), line.lastOutcome ?? '-'].join(
    '  ',
  )
}
