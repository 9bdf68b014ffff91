import { expect, test } from 'vitest'
import { ManualClock } from '../kit/manual-clock.ts'
import { REFUSED_CHATS } from './refused/chats.ts'
import { REFUSED_EDITS } from './refused/edits.ts'
import { REFUSED_FILES } from './refused/files.ts'
import { REFUSED_FLOOD } from './refused/flood.ts'
import { REFUSED_KEYBOARDS } from './refused/keyboards.ts'
import { REFUSED_MENUS } from './refused/menus.ts'
import { REFUSED_METHODS } from './refused/methods.ts'
import { group, say } from './refused/refused-case.ts'
import { REFUSED_TAPS } from './refused/taps.ts'
import { REFUSED_TEXTS } from './refused/texts.ts'
import { REFUSED_THREADS } from './refused/threads.ts'
import { REFUSED_TYPING } from './refused/typing.ts'
import { REFUSED_UPDATES } from './refused/updates.ts'
import { RULES } from './rules.ts'
import { call, scene as makeScene, refusal, sceneOn } from './scene.ts'
import { TRANSPORTS } from './transports.ts'

// Each rule, broken through the real grammY: which words the bot gets, and whether it is to blame.

const CASES = [
  ...REFUSED_METHODS,
  ...REFUSED_TEXTS,
  ...REFUSED_KEYBOARDS,
  ...REFUSED_CHATS,
  ...REFUSED_THREADS,
  ...REFUSED_EDITS,
  ...REFUSED_TAPS,
  ...REFUSED_TYPING,
  ...REFUSED_MENUS,
  ...REFUSED_UPDATES,
  ...REFUSED_FILES,
  ...REFUSED_FLOOD,
]

for (const { name, start } of TRANSPORTS) {
  for (const { rule, what, code = 400, words, parameters, options, run } of CASES) {
    test(`${name}: refuses ${what} (${rule})`, async () => {
      const clock = new ManualClock()
      const scene = sceneOn(await start({ clock, ...options }), clock)
      const error = await refusal(run(scene))
      const prefix = code === 400 && words !== 'Logged out' ? 'Bad Request: ' : ''
      expect([error.error_code, error.description]).toEqual([code, prefix + words])
      if (parameters !== undefined) expect(error.parameters).toEqual(parameters)
      const broken = scene.telegram.violations.map((violation) => [violation.rule, violation.message]).at(-1)
      expect(broken).toEqual(RULES[rule].blame === 'bot' ? [rule, error.description] : undefined)
    })
  }
}

test('a group that has become a supergroup says where it went, to messages and typing, not to edits', async () => {
  const scene = await makeScene()
  const old = group(scene)
  await say(scene, { chat_id: old.id })
  const message_id = old.last?.id
  const migrated = scene.ann.migrates(old)
  for (const send of [() => say(scene, { chat_id: old.id }), () => scene.api.sendChatAction(old.id, 'typing')]) {
    const error = await refusal(send())
    expect(error.description).toBe('Bad Request: group chat was upgraded to a supergroup chat')
    expect(error.parameters).toEqual({ migrate_to_chat_id: migrated.id })
  }
  const error = await refusal(call(scene, 'editMessageText', { chat_id: old.id, message_id, text: 'New' }))
  expect([error.description, error.parameters]).toEqual(["Bad Request: message can't be edited", {}])
  expect(scene.telegram.violations).toEqual([])
})

test('every rule has a source, and a test that breaks it', () => {
  // These have a test of their own: in this file, in taps.test.ts and in drafts.test.ts.
  const elsewhere = ['chat.migrated', 'callback.answered', 'draft.finished']
  const tested = new Set<string>([...CASES.map(({ rule }) => rule), ...elsewhere])
  expect(Object.entries(RULES).filter(([name, { source }]) => source.length === 0 || !tested.has(name))).toEqual([])
})
