import { SessionBusyError } from '@holdline/bridge'
import { expect } from 'vitest'
import type { ChannelCases } from '../channel.ts'
import { eventually } from './eventually.ts'

/** How messages come in. */
export const receivingCases: ChannelCases = {
  'hands over a message with its chat, sender, text and address': {
    run: async ({ inbox, chat, person }) => {
      await person.write('hello there')
      await eventually(() => inbox.messages).toHaveLength(1)
      const [message] = inbox.messages
      expect(message).toMatchObject({ chat, text: 'hello there', address: { fromBot: false, everyone: false } })
      expect(message?.sender.id).not.toBe('')
      if (chat.kind === 'direct') expect(message?.address.by).toBe('direct')
    },
  },

  'acknowledges a message only when the inbox has made it durable': {
    run: async ({ inbox, person }) => {
      const release = inbox.hold()
      const written = await person.write('hello')
      await eventually(() => inbox.messages).toHaveLength(1)
      await person.settle()
      expect(written.acknowledged()).toBe(0)
      release()
      await eventually(() => written.acknowledged()).toBe(1)
    },
  },

  'does not acknowledge a message that could not be made durable, and takes it when it comes again': {
    run: async ({ inbox, person }) => {
      inbox.down = true
      const written = await person.write('hello')
      await eventually(() => inbox.messages).not.toHaveLength(0)
      await person.settle()
      expect(written.acknowledged()).toBe(0)
      inbox.down = false
      await written.redeliver()
      await eventually(() => written.acknowledged()).toBeGreaterThan(0)
    },
  },

  'gives a redelivery the key of the first delivery, and acknowledges it too': {
    run: async ({ inbox, person }) => {
      const written = await person.write('hello')
      await eventually(() => written.acknowledged()).toBe(1)
      await written.redeliver()
      await eventually(() => written.acknowledged()).toBe(2)
      expect(new Set(inbox.messages.map(({ dedupeKey }) => dedupeKey)).size).toBe(1)
    },
  },

  'gives two messages with the same words two keys': {
    run: async ({ inbox, person }) => {
      for (const text of ['again', 'again']) await person.write(text)
      await eventually(() => inbox.messages).toHaveLength(2)
      expect(new Set(inbox.messages.map(({ dedupeKey }) => dedupeKey)).size).toBe(2)
    },
  },

  'hands messages over in the order in which they were written': {
    run: async ({ inbox, person }) => {
      const texts = Array.from({ length: 10 }, (_, index) => `message ${index}`)
      for (const text of texts) await person.write(text)
      await eventually(() => inbox.messages).toHaveLength(texts.length)
      expect(inbox.messages.map(({ text }) => text)).toEqual(texts)
    },
  },

  'tells a refusal in the answer to the message': {
    needs: 'refusesInline',
    run: async ({ inbox, person }) => {
      const busy = new SessionBusyError({
        session: 's',
        reason: 'tool_running',
        since: 0,
        turnId: 't',
        disposition: { type: 'refused', why: 'full' },
        holder: 'this node',
      })
      inbox.receipt = { type: 'refused', busy, text: 'the queue is full' }
      const written = await person.write('hello')
      await eventually(() => written.refusals()).toEqual(['the queue is full'])
      expect(written.acknowledged()).toBe(0)
    },
  },

  'hands over nothing after it was stopped': {
    run: async ({ channel, inbox, person, stop }) => {
      expect(channel.health().state).toBe('ready')
      stop()
      await person.write('too late')
      await person.settle()
      expect(inbox.messages).toEqual([])
      expect(channel.health().state).toBe('stopped')
    },
  },
}
