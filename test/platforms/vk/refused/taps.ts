import { expect } from 'vitest'
import { call, cancelKeyboard, type Scene, say } from '../scene.ts'
import type { RefusedCase } from './refused-case.ts'

const INVALID = 'event_id is invalid'

async function tap(s: Scene) {
  await say(s, { keyboard: cancelKeyboard() })
  s.ann.taps(s.chat, s.chat.last ?? expect.unreachable(), 'Cancel').catch(() => undefined)
  const event_id = [...s.community.taps.keys()].at(-1)
  return (more: object = {}) =>
    call(s, 'messages.sendMessageEventAnswer', { event_id, user_id: s.ann.id, peer_id: s.chat.peerId, ...more })
}

const data = (what: string, event_data: unknown): RefusedCase => ({
  rule: 'event.data',
  what,
  code: 100,
  detail: 'event_data is invalid',
  run: async (s) => (await tap(s))({ event_data: JSON.stringify(event_data) }),
})

/** Answers to taps. */
export const REFUSED_TAPS: readonly RefusedCase[] = [
  {
    rule: 'event.late',
    what: 'an answer after a minute',
    code: 100,
    detail: INVALID,
    run: async (s) => {
      const answer = await tap(s)
      s.clock.advance(60_000)
      return answer()
    },
  },
  {
    rule: 'event.late',
    what: 'an answer to no tap',
    code: 100,
    detail: INVALID,
    run: async (s) => (await tap(s))({ event_id: 'made-up' }),
  },
  {
    rule: 'event.twice',
    what: 'a second answer',
    code: 100,
    detail: INVALID,
    run: async (s) => {
      const answer = await tap(s)
      await answer()
      return answer()
    },
  },
  {
    rule: 'event.match',
    what: 'an answer to somebody else',
    code: 100,
    detail: 'user_id or peer_id is not that of the event',
    run: async (s) => (await tap(s))({ user_id: 1 }),
  },
  data('an answer that there is not', { type: 'alert', text: 'Hi' }),
  data('a snackbar of 91 characters', { type: 'show_snackbar', text: 'x'.repeat(91) }),
  data('an empty snackbar', { type: 'show_snackbar', text: '' }),
  data('a link without an address', { type: 'open_link' }),
  data('an unknown field', { type: 'show_snackbar', text: 'Hi', alert: true }),
]
