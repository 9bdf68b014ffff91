import { expect } from 'vitest'
import type { EngineCases } from './fixture.ts'
import { SESSION, writes } from './samples.ts'

const SCOPE = 'webchat:default:c1'

function entry(subject: string, body = subject): { scope: string; subject: string; body: string } {
  return { scope: SCOPE, subject, body }
}

/** Event logs of channels. */
export const logCases: EngineCases = {
  'entries get increasing ids, in decisions and outside': async ({ engine }) => {
    const first = await engine.append(entry('a'), 0)
    await engine.decide(SESSION, {}, writes({ type: 'log', ...entry('b') }))
    const third = await engine.append(entry('c'), 0)
    const log = await engine.find.log(SCOPE, 0, 10)
    expect(log.map(({ subject }) => subject)).toEqual(['a', 'b', 'c'])
    expect(log.map(({ id }) => id)).toEqual([first, log[1]?.id, third])
    expect(log.map(({ id }) => id).sort((a, b) => a - b)).toEqual(log.map(({ id }) => id))
    expect(first).toBeGreaterThan(0)
  },

  'an entry replaces the one with the same subject, under a new id': async ({ engine }) => {
    const first = await engine.append(entry('message:1', 'part'), 0)
    await engine.append(entry('message:2'), 0)
    const third = await engine.append(entry('message:1', 'whole'), 0)
    expect(third).toBeGreaterThan(first)
    expect(await engine.find.log(SCOPE, 0, 10)).toMatchObject([
      { subject: 'message:2' },
      { id: third, subject: 'message:1', body: 'whole' },
    ])
  },

  'an id is at least the floor, and later ones go on from there': async ({ engine }) => {
    expect(await engine.append(entry('a'), 500)).toBe(500)
    expect(await engine.append(entry('b'), 3)).toBe(501)
    expect(await engine.append(entry('c'), 501)).toBe(502)
  },

  'a log is read behind an id, up to a limit': async ({ engine }) => {
    const made = await Promise.all(['a', 'b', 'c', 'd'].map((subject) => engine.append(entry(subject), 0)))
    const read = async (after: number, limit: number) =>
      (await engine.find.log(SCOPE, after, limit)).map(({ subject }) => subject)
    expect(await read(made[0] ?? 0, 2)).toEqual(['b', 'c'])
    expect(await read(made[3] ?? 0, 10)).toEqual([])
  },

  'the bounds of a log are its first and last id': async ({ engine }) => {
    expect(await engine.find.logBounds(SCOPE)).toBeNull()
    await engine.append(entry('a'), 7)
    await engine.append(entry('b'), 9)
    expect(await engine.find.logBounds(SCOPE)).toEqual({ first: 7, last: 9 })
    await engine.append(entry('a'), 0)
    expect(await engine.find.logBounds(SCOPE)).toEqual({ first: 9, last: 10 })
  },

  'scopes are numbered apart': async ({ engine }) => {
    await engine.append(entry('a'), 100)
    const id = await engine.append({ scope: 'other', subject: 'a', body: null }, 0)
    expect(id).toBeLessThan(100)
    expect(await engine.find.log('other', 0, 10)).toEqual([{ id, subject: 'a', body: null }])
  },
}
