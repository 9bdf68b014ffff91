import { clip, type FormatSink, type Notice, type NoticeButton, type Person, renderMarkdown } from '@holdline/bridge'
import { isStaffId } from './chat-ref.ts'
import { MAX_BUTTONS, MAX_QUOTE, MAX_TITLE } from './limits.ts'
import { escapeText, toDingtalk } from './markdown.ts'

/** A button that opens a link. */
export interface LinkButton {
  readonly title: string
  readonly url: string
}

/** A message that is no card, ready to be sent by whichever way. */
export type Message =
  | { readonly type: 'text'; readonly text: string; readonly mention?: readonly Person[] }
  | { readonly type: 'markdown'; readonly title: string; readonly text: string; readonly mention?: readonly Person[] }
  | {
      readonly type: 'buttons'
      readonly title: string
      readonly text: string
      readonly buttons: readonly LinkButton[]
      readonly mention?: readonly Person[]
    }

/** A part of an answer. `quote`: the question, where others came after it. */
export function encodeAnswer(
  text: string,
  mention: readonly Person[],
  quote: string | undefined,
  buttons: readonly LinkButton[],
): Message {
  const question = quote === undefined ? '' : `> ${escapeText(clip(oneLine(quote), MAX_QUOTE))}\n\n`
  const body = toDingtalk(text)
  const message = { title: titleOf(text), text: `${question}${body === '' ? '…' : body}`, mention }
  return buttons.length === 0 ? { type: 'markdown', ...message } : { type: 'buttons', ...message, buttons }
}

/** A notice where there are no cards. */
export function encodeNotice({ text }: Pick<Notice, 'text'>, buttons: readonly LinkButton[]): Message {
  if (buttons.length === 0) return { type: 'text', text }
  return { type: 'buttons', title: plainTitle(text), text: escapeText(text), buttons }
}

/** The body of a webhook call. */
export function webhookBody(message: Message): Readonly<Record<string, unknown>> {
  switch (message.type) {
    case 'text': {
      const { words, at } = mentioned(message.text, message.mention, ' ')
      return { msgtype: 'text', text: { content: words }, ...at }
    }
    case 'markdown': {
      const { words, at } = mentioned(message.text, message.mention, '\n\n')
      return { msgtype: 'markdown', markdown: { title: message.title, text: words }, ...at }
    }
    case 'buttons': {
      const btns = message.buttons.map(({ title, url }) => ({ title, actionURL: url }))
      const { title, mention } = message
      // This kind of message notifies nobody.
      const text = named(message.text, mention, '\n\n')
      // Two stand side by side, more do not fit a phone.
      return { msgtype: 'actionCard', actionCard: { title, text, btnOrientation: btns.length > 2 ? '0' : '1', btns } }
    }
    default:
      return message satisfies never
  }
}

/** The same for the robot API, which has templates, and cannot notify people. */
export function robotBody(message: Message): { readonly msgKey: string; readonly msgParam: string } {
  switch (message.type) {
    case 'text':
      return template('sampleText', { content: named(message.text, message.mention, ' ') })
    case 'markdown':
      return template('sampleMarkdown', { title: message.title, text: named(message.text, message.mention, '\n\n') })
    case 'buttons': {
      const { title, buttons, mention } = message
      const text = named(message.text, mention, '\n\n')
      const [first] = buttons
      // More than its templates have: a link sends a message just as well.
      if (buttons.length > MAX_BUTTONS) {
        const links = buttons.map((one) => `[${escapeText(one.title)}](${one.url})`)
        return template('sampleMarkdown', { title, text: [text, ...links].join('\n\n') })
      }
      if (buttons.length === 1 && first !== undefined)
        return template('sampleActionCard', { title, text, singleTitle: first.title, singleURL: first.url })
      const numbered = buttons.map((one, index) => ({
        [`actionTitle${index + 1}`]: one.title,
        [`actionURL${index + 1}`]: one.url,
      }))
      return template(`sampleActionCard${buttons.length}`, { title, text, ...Object.assign({}, ...numbered) })
    }
    default:
      return message satisfies never
  }
}

/** How a card's buttons work: by a link that sends a message, or by calling the app back. */
export type CardButton = { readonly button: NoticeButton; readonly url?: string }

const COLORS = { primary: 'blue', danger: 'red', secondary: 'gray' } as const

/** What of the public AI card is shown, in this order. */
const ORDER = ['msgContent', 'msgButtons']

/**
 * The values of a card. All are texts. Its state is always “finished” (3): in the others the client shows that something
 * goes on, for ever if we die, and hides the buttons; what goes on stands in the words.
 */
export function cardParams({ text }: Pick<Notice, 'text'>, buttons: readonly CardButton[]): Record<string, string> {
  const msgButtons = buttons.map(({ button: { label, style, action }, url }) => ({
    text: label,
    color: COLORS[style],
    ...(url === undefined ? { id: action, request: true } : { url, iosUrl: url }),
  }))
  return {
    flowStatus: '3',
    msgTitle: '',
    msgContent: escapeText(text),
    sys_full_json_obj: JSON.stringify({ order: ORDER, msgButtons }),
  }
}

/** The first words of a Markdown text, as a notification shows them. */
function titleOf(markdown: string): string {
  let text = ''
  const words: FormatSink = {
    write(piece) {
      text += piece
    },
    within(_format, content) {
      content()
    },
  }
  renderMarkdown(markdown, words, () => true)
  return plainTitle(text)
}

function plainTitle(text: string): string {
  const words = oneLine(text)
  return words === '' ? '…' : clip(words, MAX_TITLE)
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}

function template(msgKey: string, values: Readonly<Record<string, string>>) {
  return { msgKey, msgParam: JSON.stringify(values) }
}

/** Who is notified stands in the text by id, which the client replaces by the name. */
function mentioned(text: string, people: readonly Person[] = [], between: string) {
  const staff = people.filter(({ id }) => isStaffId(id))
  const names = people.map((person) => (isStaffId(person.id) ? `@${person.id}` : nameOf(person))).filter(Boolean)
  const words = names.length === 0 ? text : `${text}${between}${names.join(' ')}`
  return { words, at: staff.length === 0 ? {} : { at: { atUserIds: staff.map(({ id }) => id) } } }
}

function named(text: string, people: readonly Person[] = [], between: string): string {
  const names = people.map(nameOf).filter(Boolean)
  return names.length === 0 ? text : `${text}${between}${names.join(' ')}`
}

function nameOf({ name }: Person): string {
  return name === undefined ? '' : `@${escapeText(oneLine(name))}`
}
