import { expect } from 'vitest'
import type { EngineCases } from './fixture.ts'
import { inbound, NOW, notice, outbox, put, SESSION } from './samples.ts'

/** `update`: one record under a lock. */
export const updateCases: EngineCases = {
  'an update gets the record and replaces it': async ({ engine }) => {
    await engine.write([put('notice', notice('n1', { revision: 3 }))])
    const result = await engine.update('notice', 'n1', (row) =>
      row === null ? undefined : { ...row, sent: row.revision },
    )
    expect(result?.sent).toBe(3)
    expect((await engine.find.record('notice', 'n1'))?.sent).toBe(3)
  },

  'an update of a record that nobody has gets null, and may make it': async ({ engine }) => {
    const seen: unknown[] = []
    const left = await engine.update('outbox', 'o1', (row) => {
      seen.push(row)
      return undefined
    })
    expect([left, ...seen]).toEqual([undefined, null])
    await engine.update('outbox', 'o1', () => outbox('o1'))
    expect(await engine.find.record('outbox', 'o1')).toEqual(outbox('o1'))
  },

  'an update that returns undefined leaves the record': async ({ engine }) => {
    await engine.write([put('notice', notice('n1'))])
    expect(await engine.update('notice', 'n1', () => undefined)).toBeUndefined()
    expect(await engine.find.record('notice', 'n1')).toEqual(notice('n1'))
  },

  'an update that throws writes nothing and rejects only its own call': async ({ engine }) => {
    const results = await Promise.allSettled([
      engine.update('notice', 'n1', () => notice('n1')),
      engine.update('notice', 'n1', () => {
        throw new Error('no')
      }),
      engine.update('notice', 'n1', (row) => ({ ...(row ?? notice('lost')), failures: 1 })),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await engine.find.record('notice', 'n1')).toEqual(notice('n1', { failures: 1 }))
  },

  'of many who claim a record at once exactly one gets it': async ({ engine }) => {
    await engine.write([put('outbox', outbox('o1'))])
    const claims = Array.from({ length: 20 }, (_, index) =>
      engine.update('outbox', 'o1', (row) =>
        row?.claim === undefined ? outbox('o1', { claim: { owner: `node-${index}`, until: NOW + 1 } }) : undefined,
      ),
    )
    const won = (await Promise.all(claims)).filter((row) => row !== undefined)
    expect(won.map((row) => row.claim?.owner)).toEqual(['node-0'])
  },

  'an update cannot take the dedupe key of another message': async ({ engine }) => {
    await engine.write([put('inbound', inbound('i1')), put('inbound', inbound('i2', { seq: 2 }))])
    const stolen = engine.update('inbound', 'i2', () => inbound('i2', { dedupeKey: inbound('i1').dedupeKey }))
    await expect(stolen).rejects.toThrow()
    expect((await engine.find.record('inbound', 'i2'))?.dedupeKey).toBe(inbound('i2').dedupeKey)
  },

  'an update is seen by the next decision': async ({ engine }) => {
    await engine.write([put('notice', notice('n1'))])
    await engine.update('notice', 'n1', () => notice('n1', { state: 'closed' }))
    expect((await engine.find.state(SESSION)).notices).toEqual([])
  },
}
