import {
  type ActionName,
  type ChatRef,
  clip,
  type Notice,
  type NoticeButton,
  type Person,
  type Reply,
} from '@holdline/bridge'
import { peerOf, repliedMessage } from './chat-ref.ts'
import type { FormattedText } from './formatted-text.ts'
import { type ButtonKind, keyboardOf } from './keyboard.ts'
import { MAX_MENTION_NAME, MAX_MESSAGE_TEXT } from './limits.ts'
import { renderMarkdown } from './markdown.ts'

/** What a message or an edit says, in the parameters of `messages.send` and `messages.edit`. */
export interface MessagePayload {
  readonly message: string
  /** JSON. */
  readonly format_data?: string
  /** JSON. */
  readonly keyboard?: string
  /** Addresses are not unfolded into pictures. */
  readonly dont_parse_links: 1
  /** Names in the text notify nobody. */
  readonly disable_mentions: 0 | 1
}

/** Commands by what a button does, for clients without buttons. All languages know them. */
const COMMANDS: Readonly<Record<ActionName, string>> = {
  wait: '/wait',
  cancel: '/cancel',
  new: '/new',
  retry: '/retry',
  background: '/background',
  dequeue: '/remove',
}

/** The message that an answer replies to, in the form of `messages.send`. */
export function forwardOf(chat: ChatRef, replyTo: string | undefined): { readonly forward?: string } {
  const cmid = repliedMessage(replyTo, chat)
  if (cmid === undefined) return {}
  const forward = { peer_id: peerOf(chat), conversation_message_ids: [cmid], is_reply: true }
  return { forward: JSON.stringify(forward) }
}

/** A notice as VK shows it: plain words that name nobody, and its buttons, or the commands that do the same. */
export function encodeNotice({ text, buttons }: Pick<Notice, 'text' | 'buttons'>, kind: ButtonKind): MessagePayload {
  const commands = kind === 'none' ? buttons.map(commandLine) : []
  const tail = commands.length === 0 ? '' : `\n\n${commands.join('\n')}`
  return {
    message: clip(defused(shown(text)), MAX_MESSAGE_TEXT - tail.length) + tail,
    ...(kind === 'none' ? {} : { keyboard: keyboardOf(buttons, kind) }),
    dont_parse_links: 1,
    disable_mentions: 1,
  }
}

function commandLine({ label, action }: NoticeButton): string {
  return `${label}: ${COMMANDS[action]}`
}

/**
 * A part of an answer as VK shows it. One whose formatted form would be too long goes out as it was written. Its own words
 * name nobody; where that is not possible, people that wait are not mentioned either.
 */
export function encodeReply(
  { text: written, mention, chat, buttons = [] }: Pick<Reply, 'text' | 'mention' | 'chat' | 'buttons'>,
  kind: ButtonKind,
): MessagePayload {
  // Without buttons, what they would open is at least there to read.
  const links = buttons.flatMap(({ label, url }) => (url === undefined ? [] : [`${label}: ${url}`]))
  const text = kind === 'none' && links.length > 0 ? `${written}\n\n${links.join('\n')}` : written
  const rendered = renderMarkdown(text)
  const fits = rendered.text !== '' && rendered.text.length <= MAX_MESSAGE_TEXT
  const plain: FormattedText = fits ? rendered : { text: clip(shown(text), MAX_MESSAGE_TEXT), formats: [] }
  const safe = withApart(plain, MENTION)
  const people = chat.kind === 'group' ? mentionLine(mention, MAX_MESSAGE_TEXT - safe.text.length) : ''
  const { text: words, formats } = people === '' ? within(MAX_MESSAGE_TEXT, withApart(plain, BRACKET), plain) : safe
  return {
    message: words + people,
    ...(formats.length === 0 ? {} : { format_data: JSON.stringify({ version: '1', items: formats }) }),
    ...(buttons.length === 0 || kind === 'none' ? {} : { keyboard: keyboardOf(buttons, kind) }),
    dont_parse_links: 1,
    disable_mentions: people === '' ? 1 : 0,
  }
}

function within(max: number, first: FormattedText, second: FormattedText): FormattedText {
  return first.text.length <= max ? first : second
}

/** What stands above a file: the people that it is for. */
export function encodeCaption({ mention, chat }: Pick<Reply, 'mention' | 'chat'>): Partial<MessagePayload> {
  const people = chat.kind === 'group' ? mentionLine(mention, MAX_MESSAGE_TEXT).trim() : ''
  return people === '' ? {} : { message: people, disable_mentions: 0 }
}

/** A text that VK takes: it refuses one without anything to see. */
function shown(text: string): string {
  const words = text.toWellFormed().replaceAll('\0', '').trim()
  return words === '' ? '…' : words
}

/** A line that notifies people, as far as there is room. */
function mentionLine(people: readonly Person[], room: number): string {
  let line = ''
  for (const { id, name } of people) {
    if (!/^\d+$/.test(id)) continue
    const words = clip(name?.replaceAll(/[[\]|\n]/g, ' ').trim() || `id${id}`, MAX_MENTION_NAME)
    const next = `${line === '' ? '\n\n' : `${line}, `}[id${id}|${words}]`
    if (next.length > room) break
    line = next
  }
  return line
}

/** What VK would make another character: `&lt;`, `&#128512;`. [facts: bots write emoji so, as in `&#10071;`] */
const ENTITY = '&(?=#\\d|#x[\\da-f]|[a-z][a-z\\d]*;)'

/** What VK would make a mention: `[id1|…]`, `@id1`, `*club1 (…)`, `@all`; and entities. */
const MENTION = new RegExp(
  `\\[(?=(?:id|club|public|event|all|online)\\d*\\|)|[@*](?=[\\p{L}][\\p{L}\\d_.]*)|${ENTITY}`,
  'giu',
)

/** What VK would make a name with a link behind it, whether or not it notifies; and entities. */
const BRACKET = new RegExp(`\\[(?=(?:id|club|public|event)\\d+\\|)|${ENTITY}`, 'giu')

/** Shows nothing, and keeps what is before and after it apart. */
const APART = '\u2060'

/** A text in which brackets become nobody's name, and entities stay what they are. */
function defused(text: string): string {
  return text.replace(BRACKET, (sign) => sign + APART)
}

/** A text with what `signs` finds set apart from what follows. Formats move along. */
function withApart({ text, formats }: FormattedText, signs: RegExp): FormattedText {
  const added: number[] = []
  const safe = text.replace(signs, (sign, at: number) => {
    added.push(at + sign.length)
    return sign + APART
  })
  const moved = (offset: number): number => offset + added.filter((at) => at <= offset).length
  return {
    text: safe,
    formats: formats.map((format) => {
      const offset = moved(format.offset)
      return { ...format, offset, length: moved(format.offset + format.length) - offset }
    }),
  }
}
