import { StoreUnavailableError } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { GroupCommit } from '../src/group-commit.ts'

/** A transaction that only notes what is done in it; `trouble` may throw at any step. */
function recorded(trouble: (step: string) => void = () => {}) {
  const steps: string[] = []
  const note = (step: string) => () => {
    steps.push(step)
    trouble(step)
  }
  const commits = new GroupCommit({ begin: note('begin'), commit: note('commit'), rollback: note('rollback') })
  const call = (name: string) =>
    commits.run(() => {
      note(name)()
      return { ok: true, value: name }
    })
  return { steps, commits, call }
}

function sqliteError(errcode: number): Error {
  return Object.assign(new Error(`sqlite ${errcode}`), { errcode })
}

/** Throws an error the first time a step is reached. */
function once(step: string, error: Error): (step: string) => void {
  let thrown = false
  return (reached) => {
    if (reached !== step || thrown) return
    thrown = true
    throw error
  }
}

test('calls of one turn of the event loop share a commit, in their order', async () => {
  const { steps, call } = recorded()
  expect(await Promise.all([call('a'), call('b'), call('c')])).toEqual(['a', 'b', 'c'])
  expect(steps).toEqual(['begin', 'a', 'b', 'c', 'commit'])
})

test('nothing settles before the commit', async () => {
  const settled: string[] = []
  const { call } = recorded((step) => {
    if (step === 'commit') expect(settled).toEqual([])
  })
  await Promise.all([call('a').then((name) => settled.push(name)), call('b').then((name) => settled.push(name))])
  expect(settled).toEqual(['a', 'b'])
})

test('a call that cannot be stored fails alone, and the others are run again', async () => {
  const constraint = sqliteError(2067)
  const { steps, call } = recorded((step) => {
    if (step === 'bad') throw constraint
  })
  const results = await Promise.allSettled([call('a'), call('bad'), call('c')])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(results[1]).toMatchObject({ reason: constraint })
  expect(steps).toEqual(['begin', 'a', 'bad', 'rollback', 'begin', 'a', 'c', 'commit'])
})

test('a busy database is tried again with the same calls', async () => {
  const { steps, call } = recorded(once('begin', sqliteError(5)))
  expect(await Promise.all([call('a'), call('b')])).toEqual(['a', 'b'])
  expect(steps).toEqual(['begin', 'rollback', 'begin', 'a', 'b', 'commit'])
})

test('a commit that fails is taken back, fails its calls, and later ones go on', async () => {
  const diskFull = sqliteError(13)
  const { steps, call } = recorded(once('commit', diskFull))
  const [a, b] = await Promise.allSettled([call('a'), call('b')])
  expect(a).toMatchObject({ status: 'rejected', reason: { code: 'store_unavailable', cause: diskFull } })
  expect(b.status).toBe('rejected')
  expect(await call('c')).toBe('c')
  expect(steps).toEqual(['begin', 'a', 'b', 'commit', 'rollback', 'begin', 'c', 'commit'])
})

test('a burst is spread over several commits', async () => {
  const slow = () => {
    const until = performance.now() + 5
    while (performance.now() < until);
  }
  const { steps, call } = recorded((step) => {
    if (step.startsWith('call')) slow()
  })
  await Promise.all(Array.from({ length: 20 }, (_, index) => call(`call ${index}`)))
  expect(steps.filter((step) => step === 'commit').length).toBeGreaterThan(1)
  expect(steps.filter((step) => step.startsWith('call'))).toEqual(
    Array.from({ length: 20 }, (_, index) => `call ${index}`),
  )
})

test('close waits for what was asked for, and refuses what comes later', async () => {
  const { commits, call } = recorded()
  const accepted = call('a')
  const closed = commits.close()
  await expect(call('b')).rejects.toThrow(StoreUnavailableError)
  expect(await accepted).toBe('a')
  await closed
})
