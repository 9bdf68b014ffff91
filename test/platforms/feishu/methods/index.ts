import { botInfo, getChat, getMembers } from './bot.ts'
import { deleteMessage, getMessage, patchMessage, updateCardLater, updateMessage } from './change.ts'
import { getResource, uploadFile, uploadImage } from './files.ts'
import type { Method } from './method.ts'
import { createReaction, deleteReaction, listReactions } from './reactions.ts'
import { createMessage, replyMessage } from './send.ts'

/** The methods that need a token. */
export const METHODS: readonly Method[] = [
  botInfo,
  createMessage,
  replyMessage,
  patchMessage,
  updateMessage,
  deleteMessage,
  getMessage,
  updateCardLater,
  createReaction,
  deleteReaction,
  listReactions,
  uploadImage,
  uploadFile,
  getResource,
  getChat,
  getMembers,
]

/** A method, and what stands in the path that it was called with. */
export interface Route {
  readonly method: Method
  readonly path: Readonly<Record<string, string>>
}

/** The method for an address. */
export function findMethod(verb: string, pathname: string): Route | undefined {
  const parts = pathname.split('/')
  for (const method of METHODS) {
    const pattern = method.path.split('/')
    if (method.verb !== verb || pattern.length !== parts.length) continue
    const path: Record<string, string> = {}
    const fits = pattern.every((name, at) => {
      const part = parts[at] ?? ''
      if (!name.startsWith(':')) return name === part
      path[name.slice(1)] = decodeURIComponent(part)
      return part !== ''
    })
    if (fits) return { method, path }
  }
  return undefined
}
