import { isJsonObject, parseJson } from '../kit/json.ts'
import type { Button } from './button.ts'

/** A card's parameters, by name. */
export type CardParams = Readonly<Record<string, string>>

/** States of a card in which its client shows that something goes on, for ever if nobody ends it. */
const SPINNING: ReadonlySet<string> = new Set(['1', '2', '4'])

/** States in which the public AI template shows its buttons. Source: python, card_instance.py. */
const DONE: ReadonlySet<string> = new Set(['3', '5'])

/** An interactive card. */
export interface Card {
  readonly outTrackId: string
  readonly templateId: string
  /** Presses are told to the app. */
  readonly callsBack: boolean
  params: CardParams
  /** How often it was changed. */
  updates: number
}

/** The words of a card, as its template shows them. */
export function markdownOf({ params }: Card): string {
  const { msgTitle = '', msgContent = '' } = params
  return msgTitle === '' || !isListed(params, 'msgTitle') ? msgContent : `**${msgTitle}**\n\n${msgContent}`
}

/** Its buttons, where its state shows them. */
export function buttonsOf({ params }: Card): Button[] {
  const layout = parseJson(params.sys_full_json_obj ?? '{}')
  if (!DONE.has(params.flowStatus ?? '3') || !isJsonObject(layout) || !isListed(params, 'msgButtons')) return []
  const list: unknown = layout.msgButtons ?? []
  if (!Array.isArray(list)) return []
  return list.filter(isJsonObject).map(({ text, url, request }) => ({
    label: String(text),
    url: request === true ? undefined : String(url),
  }))
}

/** Whether its client shows that something goes on. */
export function isSpinning({ params }: Card): boolean {
  return SPINNING.has(params.flowStatus ?? '3')
}

function isListed(params: CardParams, name: string): boolean {
  const layout = parseJson(params.sys_full_json_obj ?? '{}')
  const order: unknown = isJsonObject(layout) ? layout.order : undefined
  return Array.isArray(order) && order.includes(name)
}
