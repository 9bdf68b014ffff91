import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteEngine } from '../src/index.ts'
import { startChild } from './child.ts'
import { temporaryDirectory } from './temporary-directory.ts'

// 512-byte blocks: 2 MiB, some hundred of the values below.
const FILE_LIMIT = 'ulimit -f 4096'
const VALUE_BYTES = '8000'

test('a file that cannot grow fails the call, and what was acknowledged stays', { timeout: 60_000 }, async () => {
  const path = join(temporaryDirectory(), 'holdline.db')
  const child = startChild('commit-forever.ts', [path, 'k', VALUE_BYTES], FILE_LIMIT)
  const lines: string[] = []
  for await (const line of child.lines) lines.push(line)
  expect(await child.ended).toBe(7)
  expect(lines.pop()).toBe('failed store_unavailable')
  const engine = await openSqliteEngine({ path })
  const values = await engine.find.values('acked')
  await engine.close()
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.filter((key) => !values.has(key))).toEqual([])
})
