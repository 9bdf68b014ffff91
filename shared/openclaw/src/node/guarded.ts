import type { Channel, Inbox } from '@holdline/bridge'
import type { Choices } from '../gateway/choices.ts'
import type { Access } from './access.ts'

/** Tells a person how to be let in. */
export type OfferPairing = (inbound: Parameters<Inbox['message']>[0], code: string) => Promise<void>

/**
 * A channel whose messages are judged by the host's rules before the bridge sees them, and whose presses on buttons of
 * the host are what their persons say.
 */
export function guarded(channel: Channel, access: Access, choices: Choices, offer: OfferPairing): Channel {
  const start: Channel['start'] = (inbox, signal) => {
    const message: Inbox['message'] = async (inbound) => {
      const verdict = await access.judge(inbound)
      if (verdict === 'yes') return await inbox.message(inbound)
      if (verdict !== 'no') await offer(inbound, verdict.code)
      return { type: 'ignored', why: verdict === 'no' ? 'not_allowed' : 'pairing' }
    }
    const locale: Inbox['locale'] = (chat, person) => inbox.locale(chat, person)
    return channel.start(
      {
        message,
        tap: async (tap) => (await choices.take(tap, { message, locale })) ?? (await inbox.tap(tap)),
        edited: (chat, ref, text) => inbox.edited(chat, ref, text),
        recalled: (chat, ref) => inbox.recalled(chat, ref),
        moved: (from, to) => inbox.moved(from, to),
        speaks: (chat, person) => inbox.speaks(chat, person),
        locale,
      },
      signal,
    )
  }
  return startedBy(channel, start)
}

/** A channel that only speaks: it receives nothing. */
export function speaking(channel: Channel): Channel {
  return startedBy(channel, async () => {})
}

/** The channel with another `start`. */
function startedBy(channel: Channel, start: Channel['start']): Channel {
  // A channel may be a class: its methods need it as `this`.
  return new Proxy(channel, {
    get: (target, name) => {
      if (name === 'start') return start
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
