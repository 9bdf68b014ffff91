import { buttonRows, ChannelError, clip, type ReplyButton } from '@holdline/bridge'
import type { VkClient } from './events.ts'
import { MAX_BUTTONS, MAX_IN_ROW, MAX_LABEL, MAX_PAYLOAD_BYTES, MAX_ROWS, MAX_SHARED_ROW_LABEL } from './limits.ts'
import { payloadOf } from './payload.ts'

/**
 * How buttons are shown to those who read a chat: pressed without a word (`callback`), as a message with the button's
 * label (`text`), or not at all (`none`), where the client has no buttons under messages.
 */
export type ButtonKind = 'callback' | 'text' | 'none'

/** A button as VK takes it. */
type Button =
  | { readonly action: { readonly type: 'open_link'; readonly label: string; readonly link: string } }
  | {
      readonly action: { readonly type: 'callback' | 'text'; readonly label: string; readonly payload: string }
      readonly color: 'primary' | 'secondary' | 'negative' | 'positive'
    }

const COLORS = { primary: 'primary', danger: 'negative', secondary: 'secondary' } as const

/** What a client can show, by what it says of itself. One that says nothing is taken for a current one. */
export function buttonKindOf(client: VkClient | undefined): ButtonKind {
  if (client?.inline_keyboard === false) return 'none'
  const { button_actions: actions } = client ?? {}
  if (actions === undefined || actions.includes('callback')) return 'callback'
  return actions.includes('text') ? 'text' : 'none'
}

/**
 * The buttons under a message, as JSON. No buttons is said, too: what an edit without a word of them does is nowhere
 * written.
 * @throws {ChannelError} when VK would refuse it: it counts bytes where vk-io counts characters, and vk-io does not count
 * the buttons
 */
export function keyboardOf(buttons: readonly ReplyButton[], kind: Exclude<ButtonKind, 'none'>): string {
  const rows = rowsOf(buttons.slice(0, MAX_BUTTONS))
  return JSON.stringify({ inline: true, buttons: rows.map((row) => row.map((button) => buttonOf(button, kind))) })
}

/** Two short buttons share a row. When that makes too many rows, rows are filled. */
function rowsOf(buttons: readonly ReplyButton[]): (readonly ReplyButton[])[] {
  const rows = buttonRows(buttons, MAX_SHARED_ROW_LABEL)
  if (rows.length <= MAX_ROWS) return rows
  return Array.from({ length: Math.ceil(buttons.length / MAX_IN_ROW) }, (_, index) =>
    buttons.slice(index * MAX_IN_ROW, (index + 1) * MAX_IN_ROW),
  )
}

function buttonOf({ label, token = '', url, style }: ReplyButton, kind: Exclude<ButtonKind, 'none'>): Button {
  const words = clip(label, MAX_LABEL)
  // Links have no colour.
  if (url !== undefined) return { action: { type: 'open_link', label: words, link: url } }
  const payload = payloadOf(token)
  if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES)
    throw new ChannelError('rejected', `a button's payload has more than ${MAX_PAYLOAD_BYTES} bytes`)
  return {
    action: { type: kind === 'text' ? 'text' : 'callback', label: words, payload },
    color: COLORS[style],
  }
}
