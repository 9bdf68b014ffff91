import { type Engine, StoreUnavailableError } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { forward } from '../forward.ts'
import { Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** The first reading of a turn's journal fails. */
function failingOnce(engine: Engine): Engine {
  let isFirst = true
  const journal: Engine['find']['journal'] = async (turnId) => {
    if (!isFirst) return await engine.find.journal(turnId)
    isFirst = false
    throw new StoreUnavailableError('the disk is away')
  }
  return { ...forward(engine), find: { ...engine.find, journal } }
}

for (const store of STORES) {
  test(`a turn whose context cannot be read says that the store is away, and holds no place (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { maxConcurrentTurns: 1, spoil: failingOnce })
    const first = await stage.say()
    await stage.until(() => stage.notices().length === 1, 'it is told')
    expect(stage.turnOf(first)?.outcome).toMatchObject({ type: 'failed', failure: { code: 'store_unavailable' } })
    expect(stage.notices()[0]?.buttons.map(({ action }) => action)).toContain('retry')
    const second = await stage.say()
    await stage.until(() => stage.answers().length === 1, 'the next message has the place')
    expect(stage.answers()).toEqual([[second.key]])
    expect(stage.violations).toEqual([])
  })
}
