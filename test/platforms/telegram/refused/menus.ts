import { call, type Scene } from '../scene.ts'
import type { RefusedCase } from './refused-case.ts'

const menu = (scene: Scene, more: object) =>
  call(scene, 'setMyCommands', { commands: [{ command: 'new', description: 'New' }], ...more })

/** Menus of commands. */
export const REFUSED_MENUS: readonly RefusedCase[] = [
  {
    rule: 'commands.shape',
    what: 'a command without a description',
    words: 'can\'t parse BotCommand: Can\'t find field "description"',
    run: (s) => menu(s, { commands: [{ command: 'new' }] }),
  },
  {
    rule: 'commands.name',
    what: 'a command in upper case',
    words: 'BOT_COMMAND_INVALID',
    run: (s) => menu(s, { commands: [{ command: 'New', description: 'New' }] }),
  },
  {
    rule: 'commands.name',
    what: 'a command in Cyrillic',
    words: 'BOT_COMMAND_INVALID',
    run: (s) => menu(s, { commands: [{ command: 'отмена', description: 'New' }] }),
  },
  {
    rule: 'commands.description',
    what: 'a description of 257 characters',
    words: 'BOT_COMMAND_DESCRIPTION_INVALID',
    run: (s) => menu(s, { commands: [{ command: 'new', description: 'x'.repeat(257) }] }),
  },
  {
    rule: 'commands.number',
    what: '101 commands',
    words: 'BOT_COMMANDS_TOO_MUCH',
    run: (s) => menu(s, { commands: Array(101).fill({ command: 'new', description: 'New' }) }),
  },
  {
    rule: 'commands.language',
    what: 'a language of five letters',
    words: 'invalid language code specified',
    run: (s) => menu(s, { language_code: 'zh-CN' }),
  },
  {
    rule: 'commands.scope',
    what: 'a scope there is not',
    words: "can't parse BotCommandScope: Unsupported type specified",
    run: (s) => menu(s, { scope: { type: 'everywhere' } }),
  },
]
