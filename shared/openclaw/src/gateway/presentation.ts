import { z } from 'zod'

/** What a press on a host's button means to us. */
export type ChoiceEffect =
  /** The person says this: a command, an answer, or a value that the agent knows. */
  { readonly type: 'say'; readonly text: string } | { readonly type: 'open'; readonly url: string }

/** A button of the host. */
export interface HostButton {
  readonly label: string
  readonly style: 'primary' | 'danger' | 'secondary'
  readonly effect: ChoiceEffect
  /** It may be pressed again. */
  readonly reusable: boolean
}

/** A message card of the host as words and buttons. */
export interface Card {
  /** Markdown. */
  readonly text: string
  readonly buttons: readonly HostButton[]
}

const action = z.discriminatedUnion('type', [
  z.object({ type: z.literal('command'), command: z.string() }),
  z.object({ type: z.literal('callback'), value: z.string() }),
  z.object({
    type: z.literal('approval'),
    approvalId: z.string(),
    decision: z.enum(['allow-once', 'allow-always', 'deny']),
  }),
  z.object({ type: z.literal('question'), optionValue: z.string().optional() }),
  z.object({ type: z.literal('url'), url: z.string() }),
  z.object({ type: z.literal('web-app'), url: z.string().optional() }),
])

const control = z.object({
  label: z.string(),
  action: action.optional().catch(undefined),
  value: z.string().optional(),
  url: z.string().optional(),
  style: z.string().optional(),
  disabled: z.boolean().optional(),
  reusable: z.boolean().optional(),
})

type Control = z.output<typeof control>

const cell = z.union([z.string(), z.number()])

const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('context'), text: z.string() }),
  z.object({ type: z.literal('divider') }),
  z.object({ type: z.literal('buttons'), buttons: z.array(control) }),
  z.object({ type: z.literal('select'), placeholder: z.string().optional(), options: z.array(control) }),
  z.object({
    type: z.literal('table'),
    caption: z.string(),
    headers: z.array(z.string()),
    rows: z.array(z.array(cell)),
  }),
  z.object({
    type: z.literal('chart'),
    title: z.string(),
    segments: z.array(z.object({ label: z.string(), value: z.number() })).optional(),
    categories: z.array(z.string()).optional(),
    series: z.array(z.object({ name: z.string(), values: z.array(z.number()) })).optional(),
  }),
])

type Block = z.output<typeof block>

const presentation = z.object({ title: z.string().optional(), blocks: z.array(z.unknown()) })

/**
 * Reads a card of the host (`presentation` of a payload). A block that this version does not know is left out; what is
 * no card at all is `null`. Charts and tables become Markdown, selections become buttons.
 */
export function readCard(value: unknown): Card | null {
  const card = presentation.safeParse(value).data
  if (card === undefined) return null
  const blocks = card.blocks.flatMap((one) => block.safeParse(one).data ?? [])
  const title = card.title === undefined ? [] : [`**${card.title}**`]
  const words = [...title, ...blocks.map(wordsOf)].filter((line) => line.trim() !== '')
  return { text: words.join('\n\n'), buttons: blocks.flatMap(buttonsOf) }
}

/** The buttons of a card alone, as a card of the host: its words are said in another way. `null` where it has none. */
export function buttonsAlone(value: unknown): unknown {
  const card = presentation.safeParse(value).data
  const blocks = card?.blocks.filter((one) => {
    const { type } = block.safeParse(one).data ?? {}
    return type === 'buttons' || type === 'select'
  })
  return blocks === undefined || blocks.length === 0 ? null : { blocks }
}

/** What decides about an approval, as a card of the host. `reusable`: who may not decide does not use it up. */
export function approvalCard(
  approvalId: string,
  labels: { readonly allow: string; readonly deny: string },
  reusable: boolean,
): unknown {
  const button = (label: string, style: string, decision: string) => ({
    label,
    style,
    reusable,
    action: { type: 'approval', approvalId, decision },
  })
  const buttons = [button(labels.allow, 'primary', 'allow-once'), button(labels.deny, 'danger', 'deny')]
  return { blocks: [{ type: 'buttons', buttons }] }
}

/** A card where no button can be: what would have been pressed can be written instead. */
export function cardInWords({ text, buttons }: Card): string {
  const lines = buttons.map(({ label, effect }) => {
    if (effect.type === 'open') return `- [${label}](${effect.url})`
    return effect.text === label || !effect.text.startsWith('/') ? `- ${label}` : `- ${label}: \`${effect.text}\``
  })
  return [text, lines.join('\n')].filter((part) => part.trim() !== '').join('\n\n')
}

function wordsOf(one: Block): string {
  switch (one.type) {
    case 'text':
    case 'context':
      return one.text
    case 'divider':
      return '---'
    case 'buttons':
      return ''
    case 'select':
      return one.placeholder ?? ''
    case 'table':
      return [`**${one.caption}**`, '', row(one.headers), row(one.headers.map(() => '---')), ...one.rows.map(row)].join(
        '\n',
      )
    case 'chart':
      return [`**${one.title}**`, ...chartLines(one)].join('\n')
    default:
      return one satisfies never
  }
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((one) => String(one).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

function chartLines({ segments = [], categories = [], series = [] }: Extract<Block, { type: 'chart' }>): string[] {
  const points = series.map(({ name, values }) => {
    const named = values.map((value, index) => `${categories[index] ?? index + 1} ${value}`)
    return `- ${name}: ${named.join(', ')}`
  })
  return [...segments.map(({ label, value }) => `- ${label}: ${value}`), ...points]
}

function buttonsOf(one: Block): HostButton[] {
  if (one.type === 'buttons') return one.buttons.flatMap(buttonOf)
  return one.type === 'select' ? one.options.flatMap(buttonOf) : []
}

/** A button that does nothing here (switched off, or an action that this version does not know) is left out. */
function buttonOf(one: Control): HostButton[] {
  const effect = one.disabled === true ? undefined : effectOf(one)
  if (effect === undefined) return []
  const style =
    one.style === 'danger' ? 'danger' : one.style === 'primary' || one.style === 'success' ? 'primary' : 'secondary'
  return [{ label: one.label, style, effect, reusable: one.reusable === true }]
}

function effectOf({ label, action: wanted, value, url }: Control): ChoiceEffect | undefined {
  switch (wanted?.type) {
    case 'command':
      return { type: 'say', text: wanted.command }
    case 'approval':
      return { type: 'say', text: `/approve ${wanted.approvalId} ${wanted.decision}` }
    case 'question':
      // The free-text answer has no button of its own here: writing is always possible.
      return wanted.optionValue === undefined ? undefined : { type: 'say', text: label }
    case 'callback':
      return { type: 'say', text: wanted.value }
    case 'url':
    case 'web-app':
      return linkTo(wanted.url)
    case undefined:
      return value === undefined ? linkTo(url) : { type: 'say', text: value }
    default:
      return wanted satisfies never
  }
}

function linkTo(url: string | undefined): ChoiceEffect | undefined {
  return url !== undefined && /^https?:\/\//.test(url) && URL.canParse(url) ? { type: 'open', url } : undefined
}
