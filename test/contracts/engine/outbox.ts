import { chatKeyOf } from '@holdline/bridge'
import { expect } from 'vitest'
import type { EngineCases } from './fixture.ts'
import { CHAT, elsewhere, ids, NOW, outbox, put, ROUTE, SESSION } from './samples.ts'

const TELEGRAM = 'telegram:default'
const CLAIM = { owner: 'node-1', until: NOW + 10 }

/** Heads: what may be sent next in each chat. */
export const outboxCases: EngineCases = {
  'only the first pending entry of a chat is its head': async ({ engine }) => {
    await engine.write([put('outbox', outbox('o1')), put('outbox', outbox('o2')), put('outbox', outbox('o3'))])
    expect(ids(await engine.find.outboxHeads(NOW, [ROUTE], 10))).toEqual(['o1'])
    await engine.write([put('outbox', outbox('o1', { state: 'sent' }))])
    expect(ids(await engine.find.outboxHeads(NOW, [ROUTE], 10))).toEqual(['o2'])
    await engine.write([put('outbox', outbox('o2', { state: 'dead' }))])
    expect(ids(await engine.find.outboxHeads(NOW, [ROUTE], 10))).toEqual(['o3'])
    await engine.write([put('outbox', outbox('o3', { state: 'sent' }))])
    expect(await engine.find.outboxHeads(NOW, [ROUTE], 10)).toEqual([])
  },

  'a head that is not due hides what is behind it': async ({ engine }) => {
    await engine.write([put('outbox', outbox('o1', { notBefore: NOW + 1 })), put('outbox', outbox('o2'))])
    expect(await engine.find.outboxHeads(NOW, [ROUTE], 10)).toEqual([])
    expect(ids(await engine.find.outboxHeads(NOW + 1, [ROUTE], 10))).toEqual(['o1'])
  },

  'a claimed head is free again when its claim has lapsed': async ({ engine }) => {
    await engine.write([put('outbox', outbox('o1', { claim: CLAIM })), put('outbox', outbox('o2'))])
    expect(await engine.find.outboxHeads(NOW + 9, [ROUTE], 10)).toEqual([])
    expect(ids(await engine.find.outboxHeads(NOW + 10, [ROUTE], 10))).toEqual(['o1'])
  },

  'the order of first put survives changes': async ({ engine }) => {
    await engine.write([put('outbox', outbox('o1')), put('outbox', outbox('o2'))])
    await engine.write([put('outbox', outbox('o1', { attempts: 1 }))])
    await engine.update('outbox', 'o1', () => outbox('o1', { claim: CLAIM, attempts: 2 }))
    await engine.update('outbox', 'o1', () => outbox('o1', { attempts: 2 }))
    expect(ids(await engine.find.outboxHeads(NOW, [ROUTE], 10))).toEqual(['o1'])
  },

  'a dead entry that is revived is the head again': async ({ engine }) => {
    await engine.write([put('outbox', outbox('o1', { state: 'dead' })), put('outbox', outbox('o2'))])
    expect(ids(await engine.find.outboxHeads(NOW, [ROUTE], 10))).toEqual(['o2'])
    await engine.write([put('outbox', outbox('o1'))])
    expect(ids(await engine.find.outboxHeads(NOW, [ROUTE], 10))).toEqual(['o1'])
    await engine.write([put('outbox', outbox('o1', { state: 'sent' }))])
    expect(ids(await engine.find.outboxHeads(NOW, [ROUTE], 10))).toEqual(['o2'])
  },

  'each chat has its head, of the routes asked for, the longest due first': async ({ engine }) => {
    await engine.write([
      put('outbox', outbox('a1', { notBefore: NOW })),
      put('outbox', outbox('b1', { chat: elsewhere('b'), notBefore: NOW - 2 })),
      put('outbox', outbox('c1', { chat: elsewhere('c'), notBefore: NOW - 1 })),
      put('outbox', outbox('c2', { chat: elsewhere('c'), notBefore: NOW - 3 })),
    ])
    expect(ids(await engine.find.outboxHeads(NOW, [ROUTE, TELEGRAM], 10))).toEqual(['b1', 'c1', 'a1'])
    expect(ids(await engine.find.outboxHeads(NOW, [TELEGRAM], 10))).toEqual(['b1', 'c1'])
    expect(ids(await engine.find.outboxHeads(NOW, [TELEGRAM, ROUTE], 1))).toEqual(['b1'])
    expect(await engine.find.outboxHeads(NOW, [], 10)).toEqual([])
  },

  'a decision sees what waits first for the chat that it asks for, due or not, of whatever session': async ({
    engine,
  }) => {
    const seen = async (chatKey?: string) => {
      const want = chatKey === undefined ? {} : { chatKey }
      return (await engine.decide(SESSION, want, ({ head }) => ({ changes: [], result: head })))?.id
    }
    const here = chatKeyOf(CHAT)
    expect(await seen(here)).toBeUndefined()
    const first = outbox('a1', { session: 'other', notBefore: NOW + 1, claim: { owner: 'node-2', until: NOW + 2 } })
    await engine.write([put('outbox', first), put('outbox', outbox('a2'))])
    await engine.write([put('outbox', outbox('b1', { chat: elsewhere('b') }))])
    expect([await seen(here), await seen(chatKeyOf(elsewhere('b'))), await seen('nobody'), await seen()]).toEqual([
      'a1',
      'b1',
      undefined,
      undefined,
    ])
    await engine.update('outbox', 'a1', () => outbox('a1', { state: 'sent' }))
    expect(await seen(here)).toBe('a2')
    await engine.decide(SESSION, { chatKey: here }, ({ head }) => ({
      changes: head === null ? [] : [put('outbox', { ...head, state: 'dead' })],
      result: null,
    }))
    expect(await seen(here)).toBeUndefined()
  },

  'a head that a decision brings forward is found at its new time, before what is behind it': async ({ engine }) => {
    await engine.write([put('outbox', outbox('o1', { notBefore: NOW + 100 })), put('outbox', outbox('o2'))])
    await engine.decide(SESSION, { chatKey: chatKeyOf(CHAT) }, ({ head }) => ({
      changes: head === null ? [] : [put('outbox', { ...head, notBefore: NOW })],
      result: null,
    }))
    expect(ids(await engine.find.outboxHeads(NOW, [ROUTE], 10))).toEqual(['o1'])
  },

  'a head that moves to another chat leaves its place to the next': async ({ engine }) => {
    await engine.write([
      put('outbox', outbox('a1')),
      put('outbox', outbox('a2')),
      put('outbox', outbox('b1', { chat: elsewhere('b') })),
    ])
    await engine.write([put('outbox', outbox('a1', { chat: elsewhere('b') }))])
    expect(ids(await engine.find.outboxHeads(NOW, [ROUTE], 10))).toEqual(['a2'])
    expect(ids(await engine.find.outboxHeads(NOW, [TELEGRAM], 10))).toEqual(['a1'])
  },
}
