import { expect, test } from 'vitest'
import { CAPABLE, HERE, Stage } from '../stage.ts'
import { STORES } from '../stores.ts'

const AFTERMATH_MS = 5_000

for (const store of STORES) {
  test(`where nothing can be edited a turn has one notice when it opens and one when it ends badly (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { platform: { ...CAPABLE, idempotent: false, edits: false } })
    const first = await stage.say([{ do: 'wait' }, { do: 'fail', code: 'provider_error' }])
    const { id } = await stage.begun(first)
    await stage.say()
    await stage.until(() => stage.notices().length === 1, 'the first notice is there')
    await stage.say()
    await stage.pass(AFTERMATH_MS)
    expect(stage.notices()).toHaveLength(1)
    await stage.letGo(first)
    await stage.until(() => stage.answers().length === 2, 'the others are answered')
    await stage.pass(AFTERMATH_MS)
    const posted = stage.notices().filter(({ key }) => stage.world.ledger.notices.get(key)?.turnId === id)
    expect(posted.map(({ live }) => live)).toEqual([true, false])
    expect(stage.violations).toEqual([])
  })

  test(`the notice of a turn that went well is deleted where the operator wants that (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { closedNotices: 'delete' })
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    await stage.say()
    await stage.until(() => stage.notices().length === 1, 'there is a notice')
    await stage.letGo(first)
    await stage.until(() => stage.answers().length === 2, 'both are answered')
    await stage.until(() => stage.notices().every(({ deleted }) => deleted), 'nothing is left of the notice')
    expect(stage.violations).toEqual([])
  })

  test(`the notice of a turn that failed stays, also where those of good turns are deleted (${store.name})`, async () => {
    const stage = await Stage.open(await store.open(), { closedNotices: 'delete' })
    await stage.say([{ do: 'fail', code: 'provider_error' }])
    await stage.until(() => stage.notices().length === 1, 'the failure is told')
    await stage.say()
    await stage.pass(AFTERMATH_MS)
    expect(stage.notices()).toMatchObject([{ deleted: false, live: false }])
    expect(stage.violations).toEqual([])
  })

  test(`an orphan, whose handle a crash has lost, gets it back with its first tap and is closed (${store.name})`, async () => {
    const platform = { ...CAPABLE, idempotent: false }
    const stage = await Stage.open(await store.open(), { platform, provableDeath: true })
    stage.world.faulty = true
    const first = await stage.say([{ do: 'wait' }])
    await stage.begun(first)
    stage.world.platformOf(HERE).fates.push('crash')
    stage.world.say(stage.chat(), { id: 'ann' }, [])
    await stage.until(() => stage.notices().length === 1 && !stage.node(0).up, 'it is shown, and nobody knows')
    await stage.node(0).start()
    await stage.until(() => stage.turnOf(first)?.epoch === 2, 'the turn is resumed')
    await stage.pass(AFTERMATH_MS)
    expect(stage.notices()).toMatchObject([{ live: true }])
    expect(await stage.tap('cancel')).toBe('done')
    await stage.until(() => stage.turnOf(first)?.outcome?.type === 'cancelled', 'the turn has stopped')
    await stage.pass(AFTERMATH_MS)
    expect(stage.notices()[0]).toMatchObject({ live: false, buttons: [] })
    expect(stage.violations).toEqual([])
  })

  test(`a command that is delivered again says and does nothing again (${store.name})`, async () => {
    const stage = await Stage.open(await store.open())
    for (const words of ['/status', '/queue reject', '/lang ru']) {
      const before = stage.notices().length
      const command = await stage.command(words)
      await stage.until(() => stage.notices().length === before + 1, `${words} is answered`)
      stage.world.platformOf(HERE).repeat(command)
      await stage.until(() => command.receipts.length === 2, `${words} came again`)
      await stage.pass(AFTERMATH_MS)
      expect(stage.notices()).toHaveLength(before + 1)
    }
    expect(stage.violations).toEqual([])
  })
}
