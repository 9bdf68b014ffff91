import { expect } from 'vitest'
import type { ChannelCases } from '../channel.ts'
import { eventually } from './eventually.ts'
import { replyTo } from './samples.ts'

/** How answers are shown while they are written. */
export const streamingCases: ChannelCases = {
  'shows an answer while it is written, with the latest words last': {
    needs: 'stream',
    run: async ({ channel, chat, person }) => {
      for (const text of ['One', 'One two', 'One two three']) channel.stream?.({ chat, messageId: 'a1', text })
      await eventually(() => person.chat().map(({ text }) => text)).toEqual(['One two three'])
    },
  },

  'replaces what was streamed by the final answer, and shows nothing streamed after it': {
    needs: 'stream',
    run: async ({ channel, chat, person }) => {
      channel.stream?.({ chat, messageId: 'a1', text: 'One' })
      await eventually(() => person.chat()).toHaveLength(1)
      channel.stream?.({ chat, messageId: 'a1', text: 'One two' })
      const sent = channel.send(replyTo(chat, 'a1', { text: 'One two three' }))
      channel.stream?.({ chat, messageId: 'a1', text: 'One two and late' })
      await sent
      await channel.send(replyTo(chat, 'a2'))
      await eventually(() => person.chat().map(({ text }) => text)).toEqual(['One two three', 'answer a2'])
      await person.settle()
      expect(person.chat().map(({ text }) => text)).toEqual(['One two three', 'answer a2'])
    },
  },
}
