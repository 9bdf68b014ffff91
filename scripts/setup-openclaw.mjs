// Installs the real OpenClaw gateway: 0.6 GB, pinned, outside of the workspace, so that only who wants it has it.
// `npm run setup:openclaw` builds the plugins as well.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const host = fileURLToPath(new URL('../test/openclaw-host', import.meta.url))

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
  if (error !== undefined || status !== 0) {
    process.stderr.write(
      `holdline: ${command} ${args.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}\n`,
    )
    process.exit(status ?? 1)
  }
}

const wanted = JSON.parse(readFileSync(`${host}/package.json`, 'utf8')).dependencies.openclaw
const manifest = `${host}/node_modules/openclaw/package.json`
const installed = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined
// Its install scripts are only for what a developer of OpenClaw needs.
if (installed !== wanted) run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], host)
