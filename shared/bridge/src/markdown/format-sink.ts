/** How a stretch of text is shown. */
export type TextFormat =
  | { readonly type: 'bold' | 'italic' | 'strikethrough' | 'code' | 'blockquote' }
  | { readonly type: 'pre'; readonly language?: string }
  | { readonly type: 'text_link'; readonly url: string }

/** Takes formatted text piece by piece, as a platform shows it. */
export interface FormatSink {
  /** Adds words. */
  write(words: string): void
  /** Gives what `content` writes a format, where the platform has it. */
  within(format: TextFormat, content: () => void): void
}
