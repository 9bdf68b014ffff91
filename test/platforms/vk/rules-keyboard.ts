import { isJsonObject, type JsonObject, parseJson } from '../kit/json.ts'
import { badKeyboard } from './refusal.ts'

// Source: docs, bots keyboard.
const INLINE = { buttons: 10, perRow: 5, rows: 6 }
const CONVERSATION = { buttons: 40, perRow: 5, rows: 10 }
const MAX_LABEL = 40
// facts: bytes, though the documentation says characters.
const MAX_PAYLOAD_BYTES = 255
const COLORS = ['primary', 'secondary', 'negative', 'positive']
const KEYBOARD_FIELDS = ['buttons', 'inline', 'one_time']

type ButtonType = Button['type']

/** What each kind of button needs and may have beside its type. Source: docs, bots keyboard, action. */
const ACTIONS: Readonly<Record<ButtonType, { readonly needs: readonly string[]; readonly may: readonly string[] }>> = {
  text: { needs: ['label'], may: ['payload'] },
  callback: { needs: ['label', 'payload'], may: [] },
  open_link: { needs: ['label', 'link'], may: ['payload'] },
  location: { needs: [], may: ['payload'] },
  vkpay: { needs: ['hash'], may: ['payload'] },
  open_app: { needs: ['label', 'app_id'], may: ['payload', 'owner_id', 'hash'] },
}

/** A button as people see it, and what it does. */
export interface Button {
  readonly type: 'text' | 'callback' | 'open_link' | 'location' | 'vkpay' | 'open_app'
  readonly label: string
  /** JSON; empty when it carries none. */
  readonly payload: string
  readonly color: string | undefined
  readonly link: string | undefined
}

/** A keyboard: in its message, or below the conversation. */
export interface Keyboard {
  readonly inline: boolean
  readonly oneTime: boolean
  readonly rows: readonly (readonly Button[])[]
}

function isType(value: unknown): value is ButtonType {
  return typeof value === 'string' && Object.hasOwn(ACTIONS, value)
}

function onlyFields(value: JsonObject, known: readonly string[], where: string): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name))
  if (unknown !== undefined) throw badKeyboard('button.field', `${where} has no field ${unknown}`)
}

/** The payload as it comes back in an event: text of JSON, given as text or as an object. */
function readPayload(value: unknown): string {
  if (value === undefined || value === '') return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (parseJson(text) === undefined) throw badKeyboard('button.payload', 'action payload is not JSON')
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) throw badKeyboard('button.payload', 'action payload is too long')
  return text
}

function readButton(value: unknown): Button {
  const action = isJsonObject(value) ? value.action : undefined
  if (!isJsonObject(value) || !isJsonObject(action)) throw badKeyboard('keyboard.shape', 'button has no action')
  const { type, label, link } = action
  if (!isType(type)) throw badKeyboard('button.action', 'unknown action type')
  const { needs, may } = ACTIONS[type]
  onlyFields(value, ['action', 'color'], 'button')
  onlyFields(action, ['type', ...needs, ...may], `action ${type}`)
  const missing = needs.find((name) => action[name] === undefined || action[name] === '')
  if (missing !== undefined) throw badKeyboard('button.action', `action ${type} needs ${missing}`)
  if (label !== undefined && (typeof label !== 'string' || [...label].length > MAX_LABEL)) {
    throw badKeyboard('button.label', 'action label is too long')
  }
  const { color } = value
  const colored = type === 'text' || type === 'callback'
  if (color !== undefined && (!colored || typeof color !== 'string' || !COLORS.includes(color))) {
    throw badKeyboard('button.color', 'color is wrong')
  }
  return {
    type,
    label: typeof label === 'string' ? label : type,
    payload: readPayload(action.payload),
    color: typeof color === 'string' ? color : undefined,
    link: typeof link === 'string' ? link : undefined,
  }
}

/** Reads a keyboard, or refuses it with an error 911. `undefined` when none was given. */
export function readKeyboard(text: string): Keyboard | undefined {
  if (text === '') return undefined
  const value = parseJson(text)
  if (!isJsonObject(value)) throw badKeyboard('keyboard.shape', 'keyboard is not an object')
  onlyFields(value, KEYBOARD_FIELDS, 'keyboard')
  const { buttons, inline = false, one_time: oneTime = false } = value
  if (typeof inline !== 'boolean' || typeof oneTime !== 'boolean') {
    throw badKeyboard('keyboard.shape', 'inline and one_time are true or false')
  }
  if (inline && oneTime) throw badKeyboard('keyboard.shape', 'an inline keyboard has no one_time')
  if (!Array.isArray(buttons)) throw badKeyboard('keyboard.shape', 'buttons is not an array')
  const rows = buttons.map((row: unknown) => {
    if (!Array.isArray(row) || row.length === 0) throw badKeyboard('keyboard.shape', 'a row is not an array of buttons')
    return row.map(readButton)
  })
  const most = inline ? INLINE : CONVERSATION
  if (rows.length > most.rows) throw badKeyboard('keyboard.size', 'too many rows')
  if (rows.some((row) => row.length > most.perRow)) throw badKeyboard('keyboard.size', 'too many buttons in a row')
  if (rows.flat().length > most.buttons) throw badKeyboard('keyboard.size', 'too many buttons')
  return { inline, oneTime, rows }
}
