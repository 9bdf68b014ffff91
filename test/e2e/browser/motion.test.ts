import { expect } from 'vitest'
import { test } from './support/browser-test.ts'

/** Animations that move something or never end. */
const RUNNING = `document.getAnimations().filter(({ playState, effect }) =>
  playState === 'running' && effect.getTiming().iterations === Infinity).length`

for (const { reducedMotion, moves } of [
  { reducedMotion: 'no-preference', moves: true },
  { reducedMotion: 'reduce', moves: false },
] as const) {
  test(`with the preference "${reducedMotion}" a busy page ${moves ? 'moves' : 'stands still'}`, async ({ open }) => {
    await using chat = await open({ reducedMotion })
    await chat.say('[hang] hello')
    await chat.say('are you there?')
    await chat.live.waitFor()
    await chat.typing.waitFor()
    expect((await chat.look<number>(RUNNING)) > 0).toBe(moves)
  })
}
