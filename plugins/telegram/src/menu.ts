import type { BotCommand, BotCommandScope, LanguageCode } from '@grammyjs/types'
import type { Clock, CommandName, Language, Logger } from '@holdline/bridge'
import { pause } from '@holdline/bridge'
import type { TelegramApi } from './api.ts'
import { TelegramFailure } from './errors.ts'
import type { TelegramTexts } from './texts.ts'

/** Commands in the order of the menu, under the names that they have there. */
const NAMES: readonly (readonly [CommandName, string])[] = [
  ['new', 'new'],
  ['cancel', 'cancel'],
  ['status', 'status'],
  ['wait', 'wait'],
  ['dequeue', 'remove'],
  ['retry', 'retry'],
  ['background', 'background'],
  ['tasks', 'tasks'],
  ['queue', 'queue'],
  ['lang', 'lang'],
  ['help', 'help'],
]

/** In a group the menu is shared with other bots: only what matters there. */
const IN_GROUPS: ReadonlySet<CommandName> = new Set(['new', 'cancel', 'status', 'wait', 'dequeue', 'lang', 'help'])

/** What Telegram calls the languages that have wording. */
const CODES: Readonly<Record<Language, LanguageCode>> = { en: 'en', ru: 'ru', 'zh-CN': 'zh' }

/** How often one menu is tried: it can wait for the next start. */
const TRIES = 3

/** One menu to be set. */
export interface Menu {
  readonly commands: BotCommand[]
  readonly scope: BotCommandScope
  /** Absent: for everybody whose language has none of its own. */
  readonly language_code?: LanguageCode
}

/** The menus of all languages, for private chats and for groups. `fallback`: the language of everybody else. */
export function menusOf(texts: TelegramTexts, fallback: string): Menu[] {
  const languages = Object.entries(CODES)
  return (['all_private_chats', 'all_group_chats'] as const).flatMap((type): Menu[] => {
    const commandsIn = (language: string): BotCommand[] =>
      NAMES.filter(([name]) => type === 'all_private_chats' || IN_GROUPS.has(name)).map(([name, command]) => ({
        command,
        description: texts(language, `menu.${name}`),
      }))
    const scope: BotCommandScope = { type }
    return [
      { commands: commandsIn(fallback), scope },
      ...languages.map(([language, code]) => ({ commands: commandsIn(language), scope, language_code: code })),
    ]
  })
}

/** Sets the menus, one after the other. One that is refused is logged and left: the bot works without it. */
export async function publishMenus(
  api: TelegramApi,
  menus: readonly Menu[],
  clock: Clock,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  for (const menu of menus) {
    try {
      await publish(api, menu, clock, signal)
    } catch (error) {
      if (signal.aborted) return
      logger.warn(
        { scope: menu.scope.type, language: menu.language_code, error },
        'telegram: the command menu could not be set',
      )
    }
  }
}

async function publish(api: TelegramApi, menu: Menu, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await api.run('setMyCommands', (raw, shim) => raw.setMyCommands({ ...menu }, shim), { signal })
      return
    } catch (error) {
      if (!(error instanceof TelegramFailure) || error.retryAfterMs === undefined || attempt === TRIES) throw error
      await pause(error.retryAfterMs, clock, signal)
    }
  }
}
