/** What can be asked for in words, by the canonical name (`/lang`). Each language adds its own names. */
export const COMMAND_NAMES = [
  'wait',
  'cancel',
  'new',
  'retry',
  'background',
  'dequeue',
  'status',
  'tasks',
  'queue',
  'lang',
  'help',
] as const

/** One of {@link COMMAND_NAMES}. */
export type CommandName = (typeof COMMAND_NAMES)[number]

/** A control command, understood. */
export type Command = CommandWish & {
  /**
   * Said as a plain word (`стоп`) and not with a slash. Where nothing runs it may well be ordinary talk, such as the
   * answer to a question.
   */
  readonly bare: boolean
}

/** What a command asks for. */
export type CommandWish =
  | { readonly type: 'wait' | 'retry' | 'background' | 'dequeue' | 'status' | 'tasks' | 'help' }
  /** `task`: the number of one running turn; absent: the one in the lane. */
  | { readonly type: 'cancel'; readonly task?: number }
  /** `text`: the first message of the new session. */
  | { readonly type: 'new'; readonly text?: string }
  /** `policy`: as it was written, in lower case; absent: which one holds? */
  | { readonly type: 'queue'; readonly policy?: string }
  /** `language`: a tag or a name, as it was written; absent: which one holds? */
  | { readonly type: 'lang'; readonly language?: string }
