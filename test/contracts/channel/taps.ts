import type { ActionResult } from '@holdline/bridge'
import { expect } from 'vitest'
import type { ChannelCases, ChannelFixture, Press } from '../channel.ts'
import { eventually } from './eventually.ts'
import { busyNotice } from './samples.ts'

const RESULTS: readonly ActionResult[] = ['done', 'finished', 'forbidden', 'expired', 'unknown']

/** Shows a new notice, and presses one of its buttons. */
async function press({ channel, chat, person }: ChannelFixture, label: string, noticeId = 'n1'): Promise<Press> {
  const notice = busyNotice(chat, noticeId)
  await channel.notify(notice)
  await eventually(() => person.chat().at(-1)?.text).toBe(notice.text)
  const shown = person.chat().at(-1)
  if (shown === undefined) throw new Error('the notice is gone')
  return person.press(shown, label)
}

/** How buttons work. */
export const tapCases: ChannelCases = {
  "hands over a press with its chat, person, and the button's action and token": {
    run: async (fixture) => {
      await press(fixture, 'Cancel')
      await eventually(() => fixture.inbox.taps).toHaveLength(1)
      const [tap] = fixture.inbox.taps
      expect(tap).toMatchObject({ chat: fixture.chat, action: 'cancel', token: 'cancel-n1' })
      expect(tap?.person.id).not.toBe('')
    },
  },

  'answers every press once, whatever became of it': {
    run: async (fixture) => {
      for (const result of RESULTS) {
        fixture.inbox.tapResult = { result, text: `it was ${result}` }
        const pressed = await press(fixture, 'Cancel', `notice-${result}`)
        await eventually(() => pressed.answers()).toEqual([`it was ${result}`])
      }
      await fixture.person.settle()
      expect(fixture.inbox.taps).toHaveLength(RESULTS.length)
    },
  },

  'answers a press when the inbox has decided it, not before': {
    run: async (fixture) => {
      const release = fixture.inbox.hold()
      const pressed = await press(fixture, 'Keep waiting')
      await eventually(() => fixture.inbox.taps).toHaveLength(1)
      await fixture.person.settle()
      expect(pressed.answers()).toEqual([])
      release()
      await eventually(() => pressed.answers()).toEqual(['done'])
    },
  },

  'does not leave a press without an answer when it cannot be decided': {
    run: async (fixture) => {
      fixture.inbox.down = true
      const pressed = await press(fixture, 'Cancel')
      await eventually(() => pressed.answers()).toHaveLength(1)
      expect(pressed.answers()[0]).not.toContain('the store of the test')
    },
  },
}
