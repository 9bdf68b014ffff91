import { expect, test, vi } from 'vitest'
import { createMemoryDatabase } from '../src/index.ts'

test('hints can be lost, and delivered late', async () => {
  const held: (() => void)[] = []
  const database = createMemoryDatabase({ hint: (deliver) => void held.push(deliver) })
  const [writer, watcher] = [database.engine(), database.engine()]
  const listener = vi.fn()
  watcher.watch(listener)
  await writer.write([])
  expect(listener).not.toHaveBeenCalled()
  for (const deliver of held) deliver()
  expect(listener).toHaveBeenCalledTimes(1)
})

test('a node that is closed gets no hints', async () => {
  const database = createMemoryDatabase()
  const [writer, watcher] = [database.engine(), database.engine()]
  const listener = vi.fn()
  watcher.watch(listener)
  await watcher.close()
  await writer.write([])
  expect(listener).not.toHaveBeenCalled()
})
