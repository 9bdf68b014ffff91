import { type ActionName, clip, isActionName } from '@holdline/bridge'

/** Letters of a code: those that nobody confuses. */
const CODE = '[a-z2-7]{8}'

/** What a button of ours sends: a command that people can read, and the code of what it belongs to. */
const TAP = new RegExp(`^[/／]([a-z]+)\\s+#(${CODE})$`, 'u')

/** What a button of the agent's sends: its own words stand before the code. */
const CHOICE = new RegExp(`^[/／]choose\\s.*#(${CODE})$`, 'u')

/** Longest label in a text that a button sends. */
const MAX_LABEL = 40

/** The text that a button sends in the name of who taps it. */
export function tapText(action: ActionName, code: string): string {
  return `/${action} #${code}`
}

/** The same for a button that is none of ours. */
export function choiceText(label: string, code: string): string {
  return `/choose ${clip(label.replace(/\s+/gu, ' ').trim(), MAX_LABEL)} #${code}`
}

/** What a text of a button says. */
export interface TapWords {
  /** Absent: a button that is none of ours. */
  readonly action?: ActionName
  readonly code: string
}

/** What a text says that a button has sent; `undefined`: no button sends such. */
export function readTapText(text: string): TapWords | undefined {
  const words = text.trim()
  const [, action = '', ours] = TAP.exec(words) ?? []
  if (ours !== undefined && isActionName(action)) return { action, code: ours }
  const code = CHOICE.exec(words)?.[1]
  return code === undefined ? undefined : { code }
}

/** A link that sends a text as the person who opens it. The host in lower case: else nothing happens, in silence. */
export function sendingLink(text: string): string {
  return `dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent(text)}`
}
