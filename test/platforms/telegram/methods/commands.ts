import { type MenuScope, readCommands, readMenuLanguage, readScope } from '../rules-commands.ts'
import type { Method, MethodContext } from './method.ts'

/** The key of a menu: its scope and its language. */
export function menuKey(scope: MenuScope['key'], language: string): string {
  return `${scope}/${language}`
}

function keyOf({ params }: MethodContext): string {
  return menuKey(readScope(params).key, readMenuLanguage(params))
}

/** `setMyCommands` */
export const setMyCommands: Method = (context) => {
  const commands = readCommands(context.params)
  context.account.menus.set(keyOf(context), commands)
  context.platform.watch.changed()
  return true
}

/** `getMyCommands` */
export const getMyCommands: Method = (context) => context.account.menus.get(keyOf(context)) ?? []

/** `deleteMyCommands` */
export const deleteMyCommands: Method = (context) => {
  context.account.menus.delete(keyOf(context))
  context.platform.watch.changed()
  return true
}
