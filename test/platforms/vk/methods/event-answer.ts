import { isJsonObject, type JsonObject, parseJson } from '../../kit/json.ts'
import { badParameter } from '../refusal.ts'
import type { Method } from './method.ts'

const MAX_SNACKBAR = 90 // docs, callback buttons: show_snackbar
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  show_snackbar: ['text'],
  open_link: ['link'],
  open_app: ['app_id', 'owner_id', 'hash'],
}

/** Reads what is to happen on the person's screen; nothing but the end of the spinning when there is none. */
function readEventData(text: string): { text: string | undefined; link: string | undefined } {
  if (text === '') return { text: undefined, link: undefined }
  const data = parseJson(text)
  const known = isJsonObject(data) ? FIELDS[String(data.type)] : undefined
  if (!isJsonObject(data) || known === undefined) throw badParameter('event.data', 'event_data is invalid')
  const { type, ...rest }: JsonObject = data
  const extra = Object.keys(rest).find((name) => !known.includes(name))
  const { text: words, link } = rest
  const wrongText =
    type === 'show_snackbar' && (typeof words !== 'string' || words === '' || words.length > MAX_SNACKBAR)
  const wrongLink = type === 'open_link' && typeof link !== 'string'
  if (extra !== undefined || wrongText || wrongLink) throw badParameter('event.data', 'event_data is invalid')
  return {
    text: typeof words === 'string' ? words : undefined,
    link: typeof link === 'string' ? link : undefined,
  }
}

/** `messages.sendMessageEventAnswer` */
export const sendMessageEventAnswer: Method = ({ platform, community, params }) => {
  const tap = community.taps.get(params.text('event_id'))
  if (tap === undefined || tap.state === 'late') throw badParameter('event.late', 'event_id is invalid')
  if (tap.state === 'answered') throw badParameter('event.twice', 'event_id is invalid')
  if (tap.userId !== params.integer('user_id') || tap.peerId !== params.integer('peer_id')) {
    throw badParameter('event.match', 'user_id or peer_id is not that of the event')
  }
  const shown = readEventData(params.text('event_data'))
  tap.state = 'answered'
  tap.answer({ userId: tap.userId, ...shown, afterMs: platform.clock.now() - tap.at })
  platform.watch.changed()
  return 1
}
