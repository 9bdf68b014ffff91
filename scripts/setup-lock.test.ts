import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const LOCK = new URL('./setup-lock.mjs', import.meta.url).href

// Long enough that two holders would meet, if there could be two.
const HELD_MS = 50

function lockFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdline-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A process that takes the lock and, while it has it, runs `work`. */
function holder(folder: string, work: string) {
  const source = `
    import { appendFileSync } from 'node:fs'
    import { setTimeout as delay } from 'node:timers/promises'
    import { withLock } from '${LOCK}'
    const write = (text) => appendFileSync('${join(folder, 'log')}', text)
    await withLock('${folder}', (text) => console.log(text), async (lock) => { ${work} })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Leaves a lock behind whose holder is dead. */
async function abandonLock(folder: string): Promise<void> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  mkdirSync(join(folder, 'lock'))
  writeFileSync(join(folder, `lock/${child.pid}_x`), '')
}

test('several set-ups that find an abandoned lock run one after the other', async () => {
  const folder = lockFolder()
  await abandonLock(folder)
  const children = Array.from({ length: 6 }, () => holder(folder, `write('<'); await delay(${HELD_MS}); write('>')`))
  const exits = await Promise.all(children.map((child) => once(child, 'exit')))
  expect(exits).toEqual(children.map(() => [0, null]))
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('<>'.repeat(children.length))
  expect(existsSync(join(folder, 'lock'))).toBe(false)
})

test('a waiting set-up says that it waits', async () => {
  const folder = lockFolder()
  mkdirSync(join(folder, 'lock'))
  writeFileSync(join(folder, `lock/${process.pid}_x`), '')
  const [line] = await once(holder(folder, '').stdout, 'data')
  expect(String(line)).toContain('another set-up is running')
})

test('the lock of a killed set-up holds while the process group that it started runs', async () => {
  const folder = lockFolder()
  const installer = spawn('sleep', ['60'], { detached: true })
  onTestFinished(() => void installer.kill('SIGKILL'))
  const killed = holder(folder, `lock.alsoHeldBy(${installer.pid}); console.log('has it'); await delay(60_000)`)
  await once(killed.stdout, 'data')
  killed.kill('SIGKILL')
  await once(killed, 'exit')

  const next = holder(folder, `write('next')`)
  await once(next.stdout, 'data')
  expect(existsSync(join(folder, 'log'))).toBe(false)
  installer.kill('SIGKILL')
  await once(next, 'exit')
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('next')
})
