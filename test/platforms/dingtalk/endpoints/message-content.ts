import { isJsonObject, parseJson } from '../../kit/json.ts'
import { Body } from '../body.ts'
import type { Button } from '../button.ts'
import { dtmdContent } from '../dtmd.ts'
import { badRequest } from '../refusal.ts'

/** A message as it was asked for. */
export interface MessageContent {
  /** Markdown, or plain text. */
  readonly words: string
  readonly plain: boolean
  readonly title: string
  readonly buttons: readonly Button[]
}

/** Reads a webhook's message. Source: facts 2.6. */
export function webhookContent(body: Body): MessageContent {
  const type = body.text('msgtype')
  body.only('msgtype', 'at', type)
  switch (type) {
    case 'text':
      return plain(body.object('text').only('content').text('content'))
    case 'markdown':
      return titled(body.object('markdown').only('title', 'text'))
    case 'actionCard': {
      const card = body.object('actionCard').only('title', 'text', 'btnOrientation', 'btns', 'singleTitle', 'singleURL')
      const single = card.has('singleTitle') ? [button(card.text('singleTitle'), card.text('singleURL'))] : []
      const several = card.objects('btns').map((one) => button(one.text('title'), one.text('actionURL')))
      const buttons = [...single, ...several]
      if (buttons.length === 0) throw badRequest('message.type', 'an actionCard has buttons')
      return { ...titled(card), buttons }
    }
    default:
      throw badRequest('message.type', `msgtype ${type} is not known`)
  }
}

/** Reads a message of the robot API: a template's name, and its values as JSON in a string. Source: facts 2.6. */
export function robotContent(body: Body, maxBytes: number): MessageContent {
  const key = body.text('msgKey')
  const text = body.values.msgParam
  if (typeof text !== 'string') throw badRequest('msgparam.string', 'msgParam must be JSON in a string')
  if (Buffer.byteLength(text) > maxBytes) throw badRequest('message.length', 'msgParam is too long', 'msgParam.tooLong')
  const values = parseJson(text)
  if (!isJsonObject(values)) throw badRequest('msgparam.string', 'msgParam is no JSON object')
  const param = new Body(values, 'msgParam.')
  const [, count] = /^sampleActionCard([2-5]?)$/.exec(key) ?? []
  if (count !== undefined && count !== '') {
    const numbers = Array.from({ length: Number(count) }, (_, index) => index + 1)
    param.only('title', 'text', ...numbers.flatMap((one) => [`actionTitle${one}`, `actionURL${one}`]))
    const buttons = numbers.map((one) => button(param.text(`actionTitle${one}`), param.text(`actionURL${one}`)))
    return { ...titled(param), buttons }
  }
  switch (key) {
    case 'sampleText':
      return plain(param.only('content').text('content'))
    case 'sampleMarkdown':
      return titled(param.only('title', 'text'))
    case 'sampleActionCard': {
      param.only('title', 'text', 'singleTitle', 'singleURL')
      return { ...titled(param), buttons: [button(param.text('singleTitle'), param.text('singleURL'))] }
    }
    default:
      throw badRequest('message.type', `msgKey ${key} is not known`)
  }
}

/** A button that opens a link. */
export function button(label: string, url: string): Button {
  if (!/^(https?|dtmd|dingtalk):/i.test(url)) throw badRequest('button.url', `${url} opens nothing`)
  try {
    dtmdContent(url)
  } catch (error) {
    throw badRequest('button.dtmd', error instanceof Error ? error.message : String(error))
  }
  return { label, url }
}

function plain(words: string): MessageContent {
  return { words: worded(words), plain: true, title: '', buttons: [] }
}

function titled(body: Body): MessageContent {
  return { words: worded(body.text('text')), plain: false, title: worded(body.text('title')), buttons: [] }
}

function worded(text: string): string {
  if (text.trim() === '') throw badRequest('message.text', 'a message without words')
  return text
}
