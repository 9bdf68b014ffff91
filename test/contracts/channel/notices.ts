import type { ChannelCases } from '../channel.ts'
import { eventually } from './eventually.ts'
import { busyNotice } from './samples.ts'

// Characters that mean something in the markup of one platform or another, and in HTML.
const MARKUP = '<b>5 > 3 & 2 < 4</b> *a* _b_ `c` [d](https://e.example) ~f~ @all #g \\ "h" \'i\''

/** How notices are shown, changed and taken away. */
export const noticeCases: ChannelCases = {
  'shows a notice with its buttons, in their order': {
    run: async ({ channel, chat, person }) => {
      await channel.notify(busyNotice(chat, 'n1'))
      await eventually(() => person.chat()).toMatchObject([{ text: 'notice n1', buttons: ['Keep waiting', 'Cancel'] }])
    },
  },

  'shows the text of a notice as it is, whatever it would mean as markup': {
    run: async ({ channel, chat, person }) => {
      await channel.notify(busyNotice(chat, 'n1', { text: MARKUP }))
      await eventually(() => person.chat().map(({ text }) => text)).toEqual([MARKUP])
    },
  },

  'changes a notice in its place': {
    needs: 'edit',
    run: async ({ channel, chat, person }) => {
      const ref = await channel.notify(busyNotice(chat, 'n1'))
      await channel.edit?.(ref, busyNotice(chat, 'n1', { revision: 2, text: 'changed' }))
      await eventually(() => person.chat()).toMatchObject([{ text: 'changed', buttons: ['Keep waiting', 'Cancel'] }])
    },
  },

  'a notice that is closed has no buttons left': {
    needs: 'edit',
    run: async ({ channel, chat, person }) => {
      const ref = await channel.notify(busyNotice(chat, 'n1'))
      const closed = busyNotice(chat, 'n1', { revision: 2, state: 'closed', text: 'over', buttons: [] })
      await channel.edit?.(ref, closed)
      await eventually(() => person.chat()).toMatchObject([{ text: 'over', buttons: [] }])
    },
  },

  'an edit to what is shown already is no error': {
    needs: 'edit',
    run: async ({ channel, chat, person }) => {
      const ref = await channel.notify(busyNotice(chat, 'n1'))
      const changed = busyNotice(chat, 'n1', { revision: 2, text: 'changed' })
      const next = await channel.edit?.(ref, changed)
      await channel.edit?.(next ?? ref, changed)
      await eventually(() => person.chat().map(({ text }) => text)).toEqual(['changed'])
    },
  },

  'takes a notice away': {
    needs: 'retire',
    run: async ({ channel, chat, person }) => {
      const ref = await channel.notify(busyNotice(chat, 'n1'))
      await eventually(() => person.chat()).toHaveLength(1)
      await channel.retire?.(ref, chat)
      await eventually(() => person.chat()).toEqual([])
    },
  },

  'shows typing, and ends it': {
    needs: 'typing',
    run: async ({ channel, inbox, chat, person }) => {
      // On some platforms typing is a mark on the message that is worked on.
      const written = await person.write('a question')
      await eventually(() => written.acknowledged()).toBe(1)
      await channel.typing?.(chat, true, inbox.messages[0]?.ref)
      await eventually(() => person.typing()).toBe(true)
      await channel.typing?.(chat, false)
      await eventually(() => person.typing()).toBe(false)
    },
  },
}
