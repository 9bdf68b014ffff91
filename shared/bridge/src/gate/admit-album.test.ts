import { expect, test } from 'vitest'
import { DIRECT, GROUP, Lab } from './lab.ts'

const ALBUM = { album: 'a' } as const

test('the pieces of an album become one turn, after a quiet time, also in an idle session', () => {
  const lab = new Lab()
  const { admitted, busy, started } = lab.say('one', ALBUM)
  expect(admitted).toEqual({ type: 'collecting', dueAt: lab.now + lab.rules.albumQuietMs })
  expect({ busy, started }).toEqual({ busy: undefined, started: [] })
  expect(lab.notices.size).toBe(0)
  lab.now += lab.rules.albumQuietMs - 1
  lab.say('two', ALBUM)
  lab.now += lab.rules.albumQuietMs - 1
  expect(lab.sweep().started).toEqual([])
  lab.now += 1
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('one').id, lab.message('two').id] }])
})

test('an album, what is collected and another chat’s album have windows of their own', () => {
  const lab = new Lab()
  lab.say('busy')
  const start = lab.now
  lab.say('one', ALBUM)
  lab.say('two', { policy: 'collect' })
  lab.say('three', { album: 'b' })
  lab.now += 100
  lab.say('four', { ...ALBUM, chat: GROUP })
  lab.say('five', { policy: 'collect' })
  const dueAt = (text: string): number => (lab.message(text).dueAt ?? 0) - start
  const { albumQuietMs, collectQuietMs } = lab.rules
  expect(['one', 'two', 'three', 'four', 'five'].map(dueAt)).toEqual([
    albumQuietMs,
    collectQuietMs + 100,
    albumQuietMs,
    albumQuietMs + 100,
    collectQuietMs + 100,
  ])
})

test('what waits side by side but does not belong together is run apart', () => {
  const lab = new Lab()
  lab.say('busy')
  lab.say('one', ALBUM)
  lab.say('two', ALBUM)
  lab.say('three', { ...ALBUM, chat: GROUP })
  lab.say('four', { policy: 'collect', chat: GROUP })
  lab.say('five', { policy: 'collect', chat: GROUP })
  lab.say('six', { chat: GROUP })
  lab.say('seven', { policy: 'collect', chat: GROUP })
  lab.now += lab.rules.collectQuietMs
  const turns: string[][] = []
  for (let next = lab.end().next; next !== undefined; next = lab.end().next)
    turns.push(next.inbounds.map((id) => lab.inbounds.get(id)?.text ?? ''))
  expect(turns).toEqual([['one', 'two'], ['three'], ['four', 'five'], ['six'], ['seven']])
})

test('a window ends with its last message, also where an earlier one was to wait longer', () => {
  const lab = new Lab()
  lab.say('busy')
  lab.say('one', { policy: 'collect' })
  lab.rules = { ...lab.rules, collectQuietMs: 500 }
  lab.say('two', { policy: 'collect' })
  lab.end()
  expect(lab.session?.dueAt).toBe(lab.now + 500)
})

test('a full queue refuses a new album, and takes the rest of one that it has begun to take', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 1 }
  lab.say('busy')
  expect(lab.say('one', ALBUM).admitted.type).toBe('collecting')
  expect(lab.say('two', ALBUM).admitted.type).toBe('collecting')
  expect(lab.say('three', { album: 'b' }).admitted).toEqual({ type: 'refused', why: 'full' })
  expect(lab.say('four', { ...ALBUM, chat: GROUP }).admitted).toEqual({ type: 'refused', why: 'full' })
})

test('a refusal is a busy answer, also where only windows are open', () => {
  const lab = new Lab()
  lab.rules = { ...lab.rules, queueCap: 1 }
  lab.say('one', ALBUM)
  expect(lab.say('two').busy?.disposition).toEqual({ type: 'refused', why: 'full' })
})

test('where busy messages are refused, an idle session still takes a whole album', () => {
  const lab = new Lab()
  const reject = { ...ALBUM, policy: 'reject' } as const
  expect([lab.say('one', reject), lab.say('two', reject)].map(({ admitted }) => admitted.type)).toEqual([
    'collecting',
    'collecting',
  ])
  lab.now += lab.rules.albumQuietMs
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('one').id, lab.message('two').id] }])
  expect(lab.say('three', reject).admitted).toEqual({ type: 'refused', why: 'policy' })
})

test('an album interrupts like any message, and still waits for its pieces', () => {
  const lab = new Lab()
  lab.say('busy')
  const interrupt = { ...ALBUM, policy: 'interrupt' } as const
  expect(lab.say('one', interrupt)).toMatchObject({ admitted: { type: 'interrupting' }, cancelled: [{ number: 1 }] })
  expect(lab.end().next).toBeUndefined()
  expect(lab.session?.dueAt).toBe(lab.now + lab.rules.albumQuietMs)
  lab.now += 100
  expect(lab.say('two', interrupt)).toMatchObject({ admitted: { type: 'collecting' }, cancelled: [] })
  lab.now += lab.rules.albumQuietMs
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('one').id, lab.message('two').id] }])
})

test('an album takes the place of the running turn under rollback', () => {
  const lab = new Lab()
  lab.say('busy')
  expect(lab.say('one', { ...ALBUM, policy: 'rollback' }).cancelled).toMatchObject([{ cancel: { cause: 'rollback' } }])
  expect(lab.message('one').dueAt).toBe(lab.now + lab.rules.albumQuietMs)
})

test('where there is nothing to interrupt, an album waits as one', () => {
  const lab = new Lab()
  lab.draining = true
  for (const text of ['one', 'two']) lab.say(text, { ...ALBUM, policy: 'interrupt' })
  lab.draining = false
  lab.now += lab.rules.albumQuietMs
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('one').id, lab.message('two').id] }])
})

test('a message that interrupts waits for no more', () => {
  const lab = new Lab()
  lab.say('busy')
  lab.say('one', { policy: 'interrupt' })
  expect(lab.message('one')).not.toHaveProperty('dueAt')
})

test('an album waits for the lane where a single message would run beside it, or be given to the turn', () => {
  for (const policy of ['parallel', 'background', 'steer', 'queue', 'collect'] as const) {
    const lab = new Lab()
    lab.say('busy')
    expect(lab.say('one', { ...ALBUM, policy }).admitted).toEqual({
      type: 'collecting',
      dueAt: lab.now + lab.rules.albumQuietMs,
    })
  }
})

test('what follows an album waits behind it', () => {
  const lab = new Lab()
  lab.say('one', ALBUM)
  const { admitted, busy } = lab.say('two', { chat: DIRECT })
  expect(admitted).toEqual({ type: 'queued', position: 2 })
  expect(busy).toBeUndefined()
  lab.now += lab.rules.albumQuietMs
  expect(lab.sweep().started).toMatchObject([{ inbounds: [lab.message('one').id] }])
})
