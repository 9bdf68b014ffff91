import { clientOf, to } from '../scene.ts'
import { call, group, patch, type RefusedCase, say, sentCard } from './refused-case.ts'

async function times(count: number, run: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += 1) await run()
}

/** What is too much. */
export const REFUSED_RATES: readonly RefusedCase[] = [
  {
    rule: 'rate.app',
    what: 'a 51st call of a method in a second',
    code: 99991400,
    status: 429,
    run: async (s) => {
      await times(50, () => call(s, 'GET', '/bot/v3/info'))
      return call(s, 'GET', '/bot/v3/info')
    },
  },
  {
    rule: 'rate.chat',
    what: 'a sixth message to a chat in a second',
    code: 230020,
    run: async (s) => {
      await times(5, () => say(s))
      s.clock.advance(899)
      return say(s)
    },
  },
  {
    rule: 'rate.chat.shared',
    what: 'a sixth message of all bots of a group in a second',
    code: 230020,
    run: async (s) => {
      const other = s.feishu.account()
      const chat = group(s, { bots: [s.bot, other] })
      const client = clientOf(s.url, other)
      await times(3, () => client.im.v1.message.create(to(chat, 'text', { text: 'Hi' })))
      await times(2, () => say(s, 'text', { text: 'Hi' }, chat))
      return say(s, 'text', { text: 'Hi' }, chat)
    },
  },
  {
    rule: 'rate.message',
    what: 'a sixth change of a card in a second',
    code: 230020,
    run: async (s) => {
      const message = await sentCard(s)
      await times(5, () => patch(s, message))
      return patch(s, message)
    },
  },
]
