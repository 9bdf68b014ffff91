import { ConfigurationError, StoreUnavailableError } from '@holdline/bridge'
import { Command, CommanderError } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { loadConfig, strangeVariables } from '../config/load.ts'
import { start } from '../serve/start.ts'
import { doctor } from './doctor.ts'
import { EXIT } from './exit-codes.ts'
import { abortSession, explainSession, listSessions, resetSession } from './sessions.ts'

/** Runs the command line. Resolves with the exit code; every error has been told on stderr by then. */
export async function run(argv: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<number> {
  let code: number = EXIT.done
  const config = () => loadConfig(env, cwd)
  const program = new Command('holdline')
    .description('Chat bridges for AI agents that never leave people in the dark')
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError()
  const command = (parent: Command, name: string, description: string): Command =>
    parent.command(name).description(description).exitOverride()

  command(program, 'start', 'run the gateway').action(async () => {
    code = await start(config(), strangeVariables(env))
  })
  const sessions = command(program, 'sessions', 'look at sessions and free them, also while the gateway runs')
  command(sessions, 'list', 'what every session does')
    .option('--stuck', 'only those that make no progress', false)
    .option('--json', 'one JSON document', false)
    .action(async (options: { stuck: boolean; json: boolean }) => {
      code = await listSessions(config(), options)
    })
  command(sessions, 'explain <key>', 'why a session is as it is')
    .option('--json', 'one JSON document', false)
    .action(async (key: string, options: { json: boolean }) => {
      code = await explainSession(config(), key, options)
    })
  command(sessions, 'abort <key>', 'stop what a session runs')
    .option('--clear-queue', 'drop what waits as well', false)
    .option('--json', 'one JSON document', false)
    .action(async (key: string, options: { clearQueue: boolean; json: boolean }) => {
      code = await abortSession(config(), key, options)
    })
  command(sessions, 'reset <key>', 'stop, drop what waits, and begin anew')
    .option('--json', 'one JSON document', false)
    .action(async (key: string, options: { json: boolean }) => {
      code = await resetSession(config(), key, options)
    })
  command(program, 'doctor', 'check the configuration, the store, the model and the channels')
    .option('--json', 'one JSON document', false)
    .action(async (options: { json: boolean }) => {
      code = await doctor(config, options)
    })

  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    return exitCodeOf(error)
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  if (error instanceof ConfigurationError) {
    process.stderr.write(`holdline: ${error.message}\n`)
    return EXIT.configuration
  }
  if (error instanceof StoreUnavailableError) {
    process.stderr.write(`holdline: the store cannot be used now: ${error.message}; try again\n`)
    return EXIT.temporary
  }
  throw error
}
