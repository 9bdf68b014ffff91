import { COMMAND_NAMES, type CommandName } from './command.ts'

/** One language's words for the commands, as `locales/<language>/commands.json` has them. */
export type CommandVocabulary = Readonly<Record<CommandName, { names: readonly string[]; alone: readonly string[] }>>

/** The words of all languages: people switch keyboards, and a stop must be understood in any of them. */
export interface CommandWords {
  /** What may follow a slash. */
  readonly names: ReadonlyMap<string, CommandName>
  /** What is a command without a slash, when it is the whole message. */
  readonly alone: ReadonlyMap<string, CommandName>
}

/** Gathers the command words of all languages. Where two languages disagree about a word, the first has it. */
export function commandWords(
  resources: Readonly<Record<string, { readonly commands: CommandVocabulary }>>,
): CommandWords {
  const names = new Map<string, CommandName>()
  const alone = new Map<string, CommandName>()
  for (const { commands } of Object.values(resources)) {
    for (const command of COMMAND_NAMES) {
      for (const word of commands[command].names) add(names, word, command)
      for (const word of commands[command].alone) add(alone, word, command)
    }
  }
  return { names, alone }
}

function add(words: Map<string, CommandName>, word: string, command: CommandName): void {
  const normal = normalWord(word)
  if (!words.has(normal)) words.set(normal, command)
}

/**
 * A word as it is compared: compatibility forms and case folded, `ё` as `е`, without invisible characters, and without
 * the punctuation that people end a call with (`Стоп!!!`, `取消。`).
 */
export function normalWord(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{P}\p{S}\s]+$/u, '')
    .trim()
}
