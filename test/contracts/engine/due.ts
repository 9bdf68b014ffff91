import { expect } from 'vitest'
import type { EngineCases } from './fixture.ts'
import {
  CHAT,
  elsewhere,
  finished,
  ids,
  inbound,
  NOW,
  notice,
  outbox,
  put,
  ROUTE,
  SESSION,
  session,
  turn,
} from './samples.ts'

const TELEGRAM = 'telegram:default'

/** What sweeps, pumps and operators find. */
export const dueCases: EngineCases = {
  'due sessions are found by route, the earliest first': async ({ engine }) => {
    await engine.write([
      put('session', session({ key: 'a', dueAt: NOW, dueRoute: ROUTE })),
      put('session', session({ key: 'b', dueAt: NOW - 2, dueRoute: TELEGRAM })),
      put('session', session({ key: 'c', dueAt: NOW - 1, dueRoute: ROUTE })),
      put('session', session({ key: 'd', dueAt: NOW + 1, dueRoute: ROUTE })),
      put('session', session({ key: 'e' })),
    ])
    expect(await engine.find.dueSessions(NOW, [ROUTE, TELEGRAM], 10)).toEqual(['b', 'c', 'a'])
    expect(await engine.find.dueSessions(NOW, [ROUTE], 1)).toEqual(['c'])
    expect(await engine.find.dueSessions(NOW, [], 10)).toEqual([])
  },

  'a session that is no longer due is not found': async ({ engine }) => {
    await engine.write([put('session', session({ dueAt: NOW, dueRoute: ROUTE }))])
    await engine.write([put('session', session())])
    expect(await engine.find.dueSessions(NOW, [ROUTE], 10)).toEqual([])
  },

  'sessions that have something to tell are listed by key': async ({ engine }) => {
    await engine.write([
      put('session', session({ key: 'd', lastOutcome: 'failed' })),
      put('session', session({ key: 'c' })),
      put('inbound', inbound('i1', { session: 'c' })),
      put('session', session({ key: 'b' })),
      put('turn', turn('t1', { session: 'b' })),
      put('session', session({ key: 'a' })),
      put('turn', finished('t2', { session: 'a' })),
    ])
    expect((await engine.find.sessions()).map(({ key }) => key)).toEqual(['b', 'c', 'd'])
  },

  'a notice is due while the platform shows an older revision': async ({ engine }) => {
    await engine.write([
      put('notice', notice('shown', { revision: 2, sent: 2 })),
      put('notice', notice('changed', { revision: 3, sent: 2 })),
      put('notice', notice('closing', { revision: 4, sent: 3, state: 'closed', notBefore: NOW - 1 })),
      put('notice', notice('later', { notBefore: NOW + 1 })),
      put('notice', notice('elsewhere', { chat: elsewhere('g1'), route: TELEGRAM, notBefore: NOW - 2 })),
    ])
    expect(ids(await engine.find.dueNotices(NOW, [ROUTE], 10))).toEqual(['changed', 'closing'])
    expect(ids(await engine.find.dueNotices(NOW, [ROUTE, TELEGRAM], 2))).toEqual(['changed', 'elsewhere'])
    await engine.write([put('notice', notice('changed', { revision: 3, sent: 3 }))])
    expect(ids(await engine.find.dueNotices(NOW, [ROUTE], 10))).toEqual(['closing'])
  },

  'a claimed notice is due again when its claim has lapsed': async ({ engine }) => {
    await engine.write([put('notice', notice('n1', { claim: { owner: 'node-1', until: NOW } }))])
    expect(await engine.find.dueNotices(NOW - 1, [ROUTE], 10)).toEqual([])
    expect(ids(await engine.find.dueNotices(NOW, [ROUTE], 10))).toEqual(['n1'])
  },

  'a notice is not due before the answer it must not overtake is out': async ({ engine }) => {
    await engine.write([put('outbox', outbox('o1')), put('notice', notice('n1', { after: 'o1' }))])
    await engine.write([put('notice', notice('n2', { after: 'purged', openedAt: NOW + 1 }))])
    expect(ids(await engine.find.dueNotices(NOW, [ROUTE], 10))).toEqual(['n2'])
    await engine.write([put('outbox', outbox('o1', { state: 'dead' }))])
    expect(ids(await engine.find.dueNotices(NOW, [ROUTE], 10))).toEqual(['n1', 'n2'])
  },

  'live notices are found by route, oldest first': async ({ engine }) => {
    await engine.write([
      put('notice', notice('n2', { openedAt: NOW + 2, sent: 1 })),
      put('notice', notice('n1', { openedAt: NOW + 1 })),
      put('notice', notice('n0', { state: 'closed' })),
      put('notice', notice('n3', { route: TELEGRAM, openedAt: NOW })),
    ])
    expect(ids(await engine.find.liveNotices([ROUTE], 10))).toEqual(['n1', 'n2'])
    expect(ids(await engine.find.liveNotices([ROUTE, TELEGRAM], 2))).toEqual(['n3', 'n1'])
  },

  'the notices of a session are found newest first, closed ones too': async ({ engine }) => {
    await engine.write([
      put('notice', notice('n1', { openedAt: NOW + 1, state: 'closed' })),
      put('notice', notice('n3', { openedAt: NOW + 3, chat: CHAT })),
      put('notice', notice('n2', { openedAt: NOW + 2 })),
      put('notice', notice('other', { openedAt: NOW + 4, session: 'other' })),
    ])
    expect(ids(await engine.find.noticesOf(SESSION, 10))).toEqual(['n3', 'n2', 'n1'])
    expect(ids(await engine.find.noticesOf(SESSION, 1))).toEqual(['n3'])
  },
}
