import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@holdline/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { createOwnerRegistry, type OwnerRegistry } from '../src/index.ts'
import { type Child, startChild } from './child.ts'
import { temporaryDirectory } from './temporary-directory.ts'

function open(stateDir: string): OwnerRegistry {
  const registry = createOwnerRegistry(stateDir)
  onTestFinished(() => registry.close())
  return registry
}

async function startOwner(stateDir: string): Promise<{ child: Child; bootId: string }> {
  const child = startChild('hold-owner.ts', [stateDir])
  for await (const bootId of child.lines) return { child, bootId }
  throw new Error('the owner did not start')
}

test('an owner is alive until SIGKILL, and known to be dead right after it', async () => {
  const stateDir = temporaryDirectory()
  const registry = open(stateDir)
  const { child, bootId } = await startOwner(stateDir)
  expect(registry.isDead(bootId)).toBe(false)
  expect(registry.isDead(bootId)).toBe(false)
  child.kill('SIGKILL')
  await child.ended
  expect(registry.isDead(bootId)).toBe(true)
  expect(readdirSync(join(stateDir, 'owners'))).toEqual([registry.bootId])
  expect(registry.isDead(bootId)).toBe(true)
})

test('an owner that closed is dead, and leaves no file', async () => {
  const stateDir = temporaryDirectory()
  const registry = open(stateDir)
  const { child, bootId } = await startOwner(stateDir)
  child.kill('SIGTERM')
  expect(await child.ended).toBe(0)
  expect(existsSync(join(stateDir, 'owners', bootId))).toBe(false)
  expect(registry.isDead(bootId)).toBe(true)
})

test('the files of owners that were killed are removed at the next start', async () => {
  const stateDir = temporaryDirectory()
  const [dead, alive] = await Promise.all([startOwner(stateDir), startOwner(stateDir)])
  dead.child.kill('SIGKILL')
  await dead.child.ended
  const registry = open(stateDir)
  expect(readdirSync(join(stateDir, 'owners')).sort()).toEqual([alive.bootId, registry.bootId].sort())
  expect([registry.isDead(dead.bootId), registry.isDead(alive.bootId)]).toEqual([true, false])
})

test('an owner is never dead to itself, nor to another in its process', () => {
  const stateDir = temporaryDirectory()
  const [one, other] = [open(stateDir), open(stateDir)]
  expect(one.isDead(one.bootId)).toBe(false)
  expect(one.isDead(other.bootId)).toBe(false)
  expect(other.isDead(one.bootId)).toBe(false)
  one.close()
  expect(other.isDead(one.bootId)).toBe(true)
})

test('looking at a dead owner does not give up the own lock', async () => {
  const stateDir = temporaryDirectory()
  const registry = open(stateDir)
  writeFileSync(join(stateDir, 'owners', 'A'.repeat(16)), '')
  expect(registry.isDead('A'.repeat(16))).toBe(true)
  const { bootId } = await startOwner(stateDir)
  expect(readdirSync(join(stateDir, 'owners')).sort()).toEqual([registry.bootId, bootId].sort())
})

test('what is no boot id of this directory is not judged, and no path', () => {
  const stateDir = temporaryDirectory()
  const registry = open(stateDir)
  writeFileSync(join(stateDir, 'precious'), 'data')
  expect(['', 'node-1', '../precious', `..${'/'.repeat(14)}`].map((owner) => registry.isDead(owner))).toEqual([
    false,
    false,
    false,
    false,
  ])
  expect(existsSync(join(stateDir, 'precious'))).toBe(true)
})

test('an owner that nobody has heard of is dead', () => {
  expect(open(temporaryDirectory()).isDead('A'.repeat(16))).toBe(true)
})

test('lock files are for their owner only', () => {
  const stateDir = temporaryDirectory()
  const { bootId } = open(stateDir)
  expect(statSync(join(stateDir, 'owners')).mode & 0o777).toBe(0o700)
  expect(statSync(join(stateDir, 'owners', bootId)).mode & 0o777).toBe(0o600)
})

test('a state directory that cannot be written is a configuration error with its path', () => {
  const stateDir = join(temporaryDirectory(), 'file')
  writeFileSync(stateDir, '')
  expect(() => createOwnerRegistry(stateDir)).toThrow(ConfigurationError)
  expect(() => createOwnerRegistry(stateDir)).toThrow(join(stateDir, 'owners'))
})
