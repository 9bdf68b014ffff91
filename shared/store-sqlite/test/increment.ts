/* Adds one to a session's number, again and again, several calls at once. */
import { openSqliteEngine } from '../src/index.ts'

const [path = '', key = '', times = '0'] = process.argv.slice(2)
const engine = await openSqliteEngine({ path })
const add = () =>
  engine.decide(key, {}, ({ session }) => ({
    changes: [
      {
        type: 'put',
        table: 'session',
        row: { key, generation: 1, nextNumber: 1, nextSeq: (session?.nextSeq ?? 0) + 1 },
      },
    ],
    result: null,
  }))
for (let left = Number(times); left > 0; left -= 4) await Promise.all([add(), add(), add(), add()])
await engine.close()
