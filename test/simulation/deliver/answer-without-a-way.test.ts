import type { OutboxRecord } from '@holdline/bridge'
import { expect, test } from 'vitest'
import { type CallFate, PAUSE_MS } from '../platform.ts'
import { CAPABLE, HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

/** Failed tries after which the back-off is longer than what these tests wait for: half a minute. */
const MANY_TRIES = 6

/** So long in all do the back-offs before them take, and the one after them. */
const TRIES_MS = 60_000
const NEXT_TRY_MS = 60_000

/** The longest back-off, with its jitter. */
const LAST_TRIES_MS = 400_000

/** The answer that waits. */
function head(stage: Stage): OutboxRecord | undefined {
  return [...stage.world.ledger.outbox.values()].find(({ state }) => state === 'pending')
}

/** Waits until an answer has been tried so often, and waits for its next try. */
async function tried(stage: Stage, times: number): Promise<void> {
  const isSo = () => head(stage)?.attempts === times && head(stage)?.claim === undefined
  await stage.within(TRIES_MS + NEXT_TRY_MS, isSo, `it was tried ${times} times`)
}

/** Answers a message of a chat that no answer finds a way into any more, and waits until it has been tried in vain. */
async function strand(stage: Stage, answered: string[][] = []): Promise<void> {
  stage.world.faulty = true
  const asked = await stage.say([{ do: 'wait' }])
  await stage.begun(asked)
  stage.world.platformOf(HERE).shut(HERE)
  await stage.letGo(asked)
  await tried(stage, MANY_TRIES)
  expect(stage.answers()).toEqual(answered)
}

/** Has the next try end in another way, when its time has come. */
async function tryAgain(stage: Stage, fate: CallFate): Promise<void> {
  stage.world.platformOf(HERE).fates.push(fate)
  await tried(stage, MANY_TRIES + 1)
}

for (const store of STORES) {
  test(`an answer that found no way leaves at once when its chat writes again, before the next (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { nodes: 2 })
    await strand(stage)
    await stage.say()
    await stage.until(() => stage.answers().length === 2, 'both are answered, and no time has passed')
    expect(stage.answers().flat()).toEqual(['e1', 'e2'])
    expect(stage.violations).toEqual([])
  })

  test(`a command in its chat brings such an answer forward too (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    await strand(stage)
    await stage.command('/status')
    await stage.until(() => stage.answers().length === 1, 'it is answered, and no time has passed')
    expect(stage.violations).toEqual([])
  })

  test(`a tap in its chat brings such an answer forward too (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    await stage.say([{ do: 'fail', code: 'provider_error' }])
    await stage.until(() => stage.notices().length === 1, 'the failure is told')
    await strand(stage)
    expect(await stage.tap('retry')).toBe('done')
    await stage.until(() => stage.answers().length === 1, 'it is answered, and no time has passed')
    expect(stage.violations).toEqual([])
  })

  test(`a pause that the platform asked for is kept, whatever its chat writes (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    await strand(stage)
    await tryAgain(stage, 'pause')
    const asked = stage.world.time.now
    await stage.say()
    await stage.say()
    await stage.pass(PAUSE_MS - (stage.world.time.now - asked) - 1)
    expect(stage.answers()).toEqual([])
    await stage.within(2_000, () => stage.answers().length === 3, 'the pause is over')
    expect(stage.answers().flat()).toEqual(['e1', 'e2', 'e3'])
    expect(stage.violations).toEqual([])
  })

  test(`an answer that may have arrived is not sent again for every word (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { platform: { ...CAPABLE, idempotent: false } })
    await strand(stage)
    await tryAgain(stage, 'lost')
    await stage.say()
    await stage.command('/status')
    expect(head(stage)?.attempts).toBe(MANY_TRIES + 1)
    expect(stage.answers()).toEqual([])
    expect(stage.violations).toEqual([])
  })

  test(`a redelivery of what is known brings no answer forward (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    const known = [await stage.say(), await stage.command('/status')]
    await strand(stage, [['e1']])
    for (const event of known) {
      stage.world.platformOf(HERE).repeat(event)
      await stage.until(() => event.receipts.length === 2, `${event.key} came again`)
    }
    expect(head(stage)?.attempts).toBe(MANY_TRIES)
    expect(head(stage)?.notBefore).toBeGreaterThan(stage.world.time.now)
    expect(stage.violations).toEqual([])
  })

  test(`a word during a try that fails spares the answer the back-off after it (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    await strand(stage)
    const platform = stage.world.platformOf(HERE)
    platform.fates.push('held')
    await stage.within(NEXT_TRY_MS, () => platform.held.length === 1, 'the next try is under way')
    await stage.say()
    platform.held[0]?.()
    await stage.until(() => stage.answers().length === 2, 'both are answered, and no time has passed')
    expect(stage.violations).toEqual([])
  })

  test(`after its last try an answer is given up, which is told, and the next one goes (${store.name})`, async () => {
    const connect = await store.open()
    const stage = await Stage.open(connect)
    await strand(stage)
    // As after a day without a word.
    const engine = await connect()
    await engine.update('outbox', head(stage)?.id ?? '', (row) =>
      row === null ? undefined : { ...row, attempts: 298 },
    )
    await stage.within(LAST_TRIES_MS, () => head(stage)?.attempts === 299, 'its last try but one is over')
    await stage.within(LAST_TRIES_MS, () => head(stage) === undefined, 'its last try is over')
    await stage.until(() => stage.notices().length === 1, 'it is told')
    const next = await stage.say()
    await stage.until(() => stage.answers().length === 1, 'the next one goes')
    expect(stage.answers()).toEqual([[next.key]])
    expect(stage.world.diary.print()).toContain('"attempts":300')
  })
}
