import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteEngine } from '../src/index.ts'
import { startChild } from './child.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const ROUNDS = 3
const ACKNOWLEDGED = 200

test('everything acknowledged before a SIGKILL is there afterwards', { timeout: 60_000 }, async () => {
  const path = join(temporaryDirectory(), 'holdline.db')
  const acknowledged: string[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = startChild('commit-forever.ts', [path, `round-${round}-`])
    const until = acknowledged.length + ACKNOWLEDGED
    for await (const line of child.lines) {
      acknowledged.push(line)
      if (acknowledged.length === until) child.kill('SIGKILL')
    }
    expect(await child.ended).toBeNull()
  }
  const engine = await openSqliteEngine({ path })
  const values = await engine.find.values('acked')
  await engine.close()
  expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS * ACKNOWLEDGED)
  expect(acknowledged.filter((key) => !values.has(key))).toEqual([])
})
