import { badRequest } from '../refusal.ts'
import type { Method } from './method.ts'

const MAX_TOAST_UNITS = 200 // types: answerCallbackQuery.text
const TOO_OLD = 'query is too old and response timeout expired or query ID is invalid' // botapi 148

/** `answerCallbackQuery` */
export const answerCallbackQuery: Method = ({ platform, account, params }) => {
  const text = params.text('text')
  const tap = account.taps.get(params.text('callback_query_id'))
  if (tap === undefined || tap.state === 'late') throw badRequest('callback.late', TOO_OLD)
  if (tap.state === 'answered') throw badRequest('callback.twice', TOO_OLD)
  if (text.length > MAX_TOAST_UNITS) throw badRequest('callback.text', 'MESSAGE_TOO_LONG')
  tap.state = 'answered'
  tap.answer({
    userId: tap.userId,
    text: text === '' ? undefined : text,
    alert: params.flag('show_alert'),
    url: params.has('url') ? params.text('url') : undefined,
    afterMs: platform.clock.now() - tap.at,
  })
  platform.watch.changed()
  return true
}
