import type { Change, Engine } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { createMemoryDatabase, createMemoryEngine, type Intercept } from '../src/index.ts'

function set(value: number): Change[] {
  return [{ type: 'state', scope: 's', key: 'k', value }]
}

function valueIn(engine: Engine): Promise<unknown> {
  return engine.find.value('s', 'k')
}

/** Throws when a call reaches one of its two moments. */
function crashAt(moment: 'before' | 'after'): Intercept {
  return (operation, when) => {
    if (operation === 'write' && when === moment) throw new Error('crash')
  }
}

test('a crash before the commit leaves nothing', async () => {
  const database = createMemoryDatabase()
  await expect(database.engine({ intercept: crashAt('before') }).write(set(1))).rejects.toThrow('crash')
  expect(await valueIn(database.engine())).toBeNull()
})

test('a crash after the commit leaves all of it, and the caller does not know', async () => {
  const database = createMemoryDatabase()
  await expect(database.engine({ intercept: crashAt('after') }).write(set(1))).rejects.toThrow('crash')
  expect(await valueIn(database.engine())).toBe(1)
})

test('every call is announced, reads once and writes before and after', async () => {
  const seen: string[] = []
  const engine = createMemoryEngine({ intercept: (operation, when) => void seen.push(`${operation} ${when}`) })
  await engine.write(set(1))
  await valueIn(engine)
  expect(seen).toEqual(['write before', 'write after', 'find.value before'])
})

test('a delayed call delays those behind it on its node, and no other node', async () => {
  const database = createMemoryDatabase()
  let release = (): void => {}
  const delayed = new Promise<void>((resolve) => {
    release = resolve
  })
  let calls = 0
  const slow = database.engine({ intercept: (_, when) => (when === 'before' && calls++ === 0 ? delayed : undefined) })
  const fast = database.engine()
  const writes = [slow.write(set(1)), slow.write(set(2))]
  await fast.write(set(3))
  expect(await valueIn(fast)).toBe(3)
  release()
  await Promise.all(writes)
  expect(await valueIn(fast)).toBe(2)
})

test('a slow acknowledgement does not hold up later commits', async () => {
  let release = (): void => {}
  const delayed = new Promise<void>((resolve) => {
    release = resolve
  })
  let calls = 0
  const engine = createMemoryEngine({
    intercept: (_, when) => (when === 'after' && calls++ === 0 ? delayed : undefined),
  })
  const first = engine.write(set(1))
  await engine.write(set(2))
  expect(await valueIn(engine)).toBe(2)
  release()
  await first
})
