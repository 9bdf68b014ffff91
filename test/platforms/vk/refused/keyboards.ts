import { say } from '../scene.ts'
import type { RefusedCase } from './refused-case.ts'

type Cell = Readonly<Record<string, unknown>>

const button = (fields: object = {}, more: object = {}): Cell => ({
  action: { type: 'callback', label: 'Go', payload: '{}', ...fields },
  ...more,
})
const rows = (...buttons: readonly (readonly Cell[])[]) => ({ inline: true, buttons })
const many = (perRow: number, count: number) =>
  Array.from({ length: count }, () => Array.from({ length: perRow }, () => button()))

const refused = (rule: RefusedCase['rule'], what: string, keyboard: unknown, detail: string): RefusedCase => ({
  rule,
  what,
  code: 911,
  detail,
  run: (s) => say(s, { keyboard: typeof keyboard === 'string' ? keyboard : JSON.stringify(keyboard) }),
})

/** Keyboards. */
export const REFUSED_KEYBOARDS: readonly RefusedCase[] = [
  refused('keyboard.shape', 'a keyboard that is no object', '[]', 'keyboard is not an object'),
  refused('keyboard.shape', 'a keyboard without buttons', { inline: true }, 'buttons is not an array'),
  refused('keyboard.shape', 'an empty row', rows([]), 'a row is not an array of buttons'),
  refused(
    'keyboard.shape',
    'a flag that is a text',
    { inline: 'yes', buttons: [] },
    'inline and one_time are true or false',
  ),
  refused(
    'keyboard.shape',
    'an inline keyboard for one time',
    { ...rows([button()]), one_time: true },
    'an inline keyboard has no one_time',
  ),
  refused('keyboard.shape', 'a button without an action', rows([{ label: 'Go' }]), 'button has no action'),
  refused('keyboard.size', 'seven rows in a message', rows(...many(1, 7)), 'too many rows'),
  refused('keyboard.size', 'six buttons in a row', rows(...many(6, 1)), 'too many buttons in a row'),
  refused('keyboard.size', 'eleven buttons in a message', rows(...many(2, 5), ...many(1, 1)), 'too many buttons'),
  refused('keyboard.size', 'eleven rows below a conversation', { buttons: many(1, 11) }, 'too many rows'),
  refused(
    'keyboard.size',
    '41 buttons below a conversation',
    { buttons: [...many(5, 8), ...many(1, 1)] },
    'too many buttons',
  ),
  refused('button.action', 'an action that there is not', rows([button({ type: 'dance' })]), 'unknown action type'),
  refused(
    'button.action',
    'a link without an address',
    rows([{ action: { type: 'open_link', label: 'Go' } }]),
    'action open_link needs link',
  ),
  refused(
    'button.action',
    'a callback without a payload',
    rows([{ action: { type: 'callback', label: 'Go' } }]),
    'action callback needs payload',
  ),
  refused(
    'button.label',
    'a label of 41 characters',
    rows([button({ label: 'x'.repeat(41) })]),
    'action label is too long',
  ),
  refused(
    'button.payload',
    'a payload that is no JSON',
    rows([button({ payload: 'c:1' })]),
    'action payload is not JSON',
  ),
  refused(
    'button.payload',
    'a payload of 256 bytes',
    rows([button({ payload: JSON.stringify('ж'.repeat(127)) })]),
    'action payload is too long',
  ),
  refused('button.color', 'a fifth colour', rows([button({}, { color: 'pink' })]), 'color is wrong'),
  refused(
    'button.color',
    'a colour on a link',
    rows([{ action: { type: 'open_link', label: 'Go', link: 'https://vk.ru' }, color: 'primary' }]),
    'color is wrong',
  ),
  refused(
    'button.field',
    'an unknown field of a button',
    rows([button({}, { style: 'danger' })]),
    'button has no field style',
  ),
  refused(
    'button.field',
    'an unknown field of an action',
    rows([button({ data: '1' })]),
    'action callback has no field data',
  ),
  refused(
    'button.field',
    'an unknown field of a keyboard',
    { ...rows([button()]), resize: true },
    'keyboard has no field resize',
  ),
]
