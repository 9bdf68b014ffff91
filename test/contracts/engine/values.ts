import { expect } from 'vitest'
import type { EngineCases } from './fixture.ts'

/** State values: what channels and the bridge keep by scope and key. */
export const valueCases: EngineCases = {
  'a state value is there until null deletes it': async ({ engine }) => {
    await engine.write([{ type: 'state', scope: 'lang', key: 'u1', value: { language: 'ru' } }])
    expect(await engine.find.value('lang', 'u1')).toEqual({ language: 'ru' })
    await engine.write([{ type: 'state', scope: 'lang', key: 'u1', value: null }])
    expect(await engine.find.value('lang', 'u1')).toBeNull()
    expect((await engine.find.values('lang')).size).toBe(0)
  },

  'false, zero and the empty text are values': async ({ engine }) => {
    await engine.write([
      { type: 'state', scope: 's', key: 'c', value: false },
      { type: 'state', scope: 's', key: 'a', value: 0 },
      { type: 'state', scope: 's', key: 'b', value: '' },
      { type: 'state', scope: 'other', key: 'a', value: 1 },
    ])
    expect([...(await engine.find.values('s'))]).toEqual([
      ['a', 0],
      ['b', ''],
      ['c', false],
    ])
    expect(await engine.find.value('s', 'c')).toBe(false)
  },

  'the values of a scope that nobody has written are none': async ({ engine }) => {
    expect((await engine.find.values('nothing')).size).toBe(0)
    expect(await engine.find.value('nothing', 'x')).toBeNull()
  },

  'a value that many want to make is made once': async ({ engine }) => {
    const made = await Promise.all(
      ['k1', 'k2', 'k3'].map((fresh) =>
        engine.updateValue('keys', 'mac', (value) => (value === null ? fresh : undefined)),
      ),
    )
    expect(made).toEqual(['k1', 'k1', 'k1'])
    expect(await engine.find.value('keys', 'mac')).toBe('k1')
  },

  'a value can be replaced and deleted under its lock': async ({ engine }) => {
    await engine.updateValue('s', 'k', () => 1)
    expect(await engine.updateValue('s', 'k', (value) => (value === 1 ? 2 : 99))).toBe(2)
    expect(await engine.updateValue('s', 'k', () => null)).toBeNull()
    expect(await engine.find.value('s', 'k')).toBeNull()
  },

  'a value whose change throws stays': async ({ engine }) => {
    await engine.updateValue('s', 'k', () => 1)
    const failing = engine.updateValue('s', 'k', () => {
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await engine.find.value('s', 'k')).toBe(1)
  },
}
