import { type ActionName, isActionName } from '@holdline/bridge'

/** Letters of a code: those that nobody confuses. */
const CODE = '[a-z2-7]{8}'

/** What a button sends: a command that people can read, and the code of what it belongs to. */
const TAP = new RegExp(`^[/／]([a-z]+)\\s+#(${CODE})$`, 'u')

/** The text that a button sends in the name of who taps it. */
export function tapText(action: ActionName, code: string): string {
  return `/${action} #${code}`
}

/** The code in a text that a button has sent; `undefined`: no button sends such. */
export function readTapText(text: string): string | undefined {
  const [, action = '', code] = TAP.exec(text.trim()) ?? []
  return isActionName(action) ? code : undefined
}

/** A link that sends a text as the person who opens it. The host in lower case: else nothing happens, in silence. */
export function sendingLink(text: string): string {
  return `dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent(text)}`
}
