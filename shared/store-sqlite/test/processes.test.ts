import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteEngine } from '../src/index.ts'
import { startChild } from './child.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const PROCESSES = 3
const TIMES = 200

test('processes that decide on one session at once lose nothing', { timeout: 60_000 }, async () => {
  const path = join(temporaryDirectory(), 'holdline.db')
  const children = Array.from({ length: PROCESSES }, () => startChild('increment.ts', [path, 's', String(TIMES)]))
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(Array(PROCESSES).fill(0))
  const engine = await openSqliteEngine({ path })
  const session = await engine.find.record('session', 's')
  await engine.close()
  expect(session?.nextSeq).toBe(PROCESSES * TIMES)
})
