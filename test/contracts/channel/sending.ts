import { ChannelError } from '@holdline/bridge'
import { expect } from 'vitest'
import type { ChannelCases } from '../channel.ts'
import { eventually } from './eventually.ts'
import { replyTo } from './samples.ts'

/** How answers go out. */
export const sendingCases: ChannelCases = {
  'shows an answer as a reply to its question': {
    run: async ({ channel, inbox, chat, person }) => {
      const written = await person.write('a question')
      await eventually(() => written.acknowledged()).toBe(1)
      const ref = inbox.messages[0]?.ref || 'message-1'
      await channel.send(replyTo(chat, 'a1', { text: 'the answer', replyTo: ref }))
      await eventually(() => person.chat().at(-1)).toMatchObject({ text: 'the answer', replyTo: ref })
    },
  },

  'shows the parts of an answer in their order': {
    run: async ({ channel, chat, person }) => {
      for (const part of [0, 1, 2]) await channel.send(replyTo(chat, 'a1', { part, parts: 3, text: `part ${part}` }))
      await eventually(() => person.chat().map(({ text }) => text)).toEqual(['part 0', 'part 1', 'part 2'])
    },
  },

  'shows an answer once that is sent twice under one key': {
    needs: 'idempotentSend',
    run: async ({ channel, chat, person }) => {
      const reply = replyTo(chat, 'a1')
      await channel.send(reply)
      await channel.send(reply)
      await channel.send(replyTo(chat, 'a2'))
      await eventually(() => person.chat().map(({ text }) => text)).toEqual(['answer a1', 'answer a2'])
    },
  },

  'resolves with a handle that can be kept': {
    run: async ({ channel, chat }) => {
      const ref = await channel.send(replyTo(chat, 'a1'))
      expect(JSON.parse(JSON.stringify(ref))).toEqual(ref)
    },
  },

  'says what the platform said as an effect, and works when the trouble is over': {
    run: async ({ channel, chat, person, troubles }) => {
      for (const [index, trouble] of troubles.entries()) {
        const reply = replyTo(chat, `a${index}`)
        const end = trouble.begin()
        const error = await channel.send(reply).catch((caught: unknown) => caught)
        end()
        expect(error, trouble.name).toBeInstanceOf(ChannelError)
        expect(error, trouble.name).toMatchObject({ effect: trouble.effect })
        await channel.send(reply)
        await eventually(() => person.chat().map(({ text }) => text)).toContain(reply.text)
      }
    },
  },

  'has the methods that it says it has': {
    run: async ({ channel }) => {
      const { edit, stream, files, typing } = channel.capabilities
      expect(channel.edit !== undefined).toBe(edit)
      expect(channel.stream !== undefined).toBe(stream)
      expect(channel.sendFile !== undefined).toBe(files)
      expect(channel.typing !== undefined).toBe(typing !== undefined)
    },
  },
}
