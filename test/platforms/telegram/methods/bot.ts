import { badRequest, tooMany } from '../refusal.ts'
import type { Method } from './method.ts'

const CLOSE_AFTER_MS = 10 * 60 * 1_000 // types: close, "the first 10 minutes after the bot is launched"

/** `getMe` */
export const getMe: Method = ({ account }) => account.me

/** `close` */
export const close: Method = ({ platform, account }) => {
  const waitMs = (account.firstCallAt ?? 0) + CLOSE_AFTER_MS - platform.clock.now()
  if (waitMs > 0) throw tooMany('method.closed', waitMs)
  account.firstCallAt = undefined
  return true
}

/** `logOut`: the bot belongs to another server from then on. */
export const logOut: Method = ({ account }) => {
  account.loggedOut = true
  account.queue.clear()
  return true
}

/** `getFile` */
export const getFile: Method = ({ platform, params }) => {
  const file = platform.files.byId(params.text('file_id'))
  if (file === undefined) throw badRequest('file.found', 'invalid file_id')
  if (file.size > platform.limits.maxDownloadBytes) throw badRequest('file.size', 'file is too big')
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size, file_path: file.path }
}
