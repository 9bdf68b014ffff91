import { expect } from 'vitest'
import { call, type Scene } from '../scene.ts'
import { button, type RefusedCase, say } from './refused-case.ts'

const TOO_OLD = 'query is too old and response timeout expired or query ID is invalid'

const tap = async (scene: Scene) => {
  await say(scene, button({}))
  const tapped = scene.ann.taps(scene.chat.last ?? expect.unreachable(), 'Go').catch(() => undefined)
  const id = [...scene.bot.taps.keys()].at(-1) ?? ''
  return {
    id,
    tapped,
    answer: (more: object = {}) => call(scene, 'answerCallbackQuery', { callback_query_id: id, ...more }),
  }
}

/** Answers to taps. */
export const REFUSED_TAPS: readonly RefusedCase[] = [
  {
    rule: 'callback.late',
    what: 'an answer to a tap of long ago',
    words: TOO_OLD,
    run: async (s) => {
      const { answer } = await tap(s)
      s.clock.advance(10_000)
      return answer()
    },
  },
  { rule: 'callback.late', what: 'an answer to no tap', words: TOO_OLD, run: (s) => s.api.answerCallbackQuery('1') },
  {
    rule: 'callback.twice',
    what: 'a second answer',
    words: TOO_OLD,
    run: async (s) => {
      const { answer } = await tap(s)
      await answer()
      return answer()
    },
  },
  {
    rule: 'callback.text',
    what: 'a toast of 201 characters',
    words: 'MESSAGE_TOO_LONG',
    run: async (s) => (await tap(s)).answer({ text: 'x'.repeat(201) }),
  },
]
