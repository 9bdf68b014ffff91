import { InputFile } from 'grammy'
import { type RefusedCase, say } from './refused-case.ts'

/** Texts, captions and their entities. */
export const REFUSED_TEXTS: readonly RefusedCase[] = [
  { rule: 'text.empty', what: 'no text', words: 'message text is empty', run: (s) => say(s, { text: '' }) },
  { rule: 'text.empty', what: 'blank text', words: 'text must be non-empty', run: (s) => say(s, { text: ' \n ' }) },
  {
    rule: 'text.length',
    what: '4097 characters',
    words: 'message is too long',
    run: (s) => say(s, { text: 'x'.repeat(4097) }),
  },
  {
    rule: 'text.length',
    what: '2049 characters of two units',
    words: 'message is too long',
    run: (s) => say(s, { text: '😀'.repeat(2049) }),
  },
  {
    rule: 'text.bytes',
    what: '32769 bytes',
    words: 'text is too long',
    run: (s) => say(s, { text: `${'я'.repeat(16384)}x` }),
  },
  {
    rule: 'text.mode',
    what: 'an unknown mode',
    words: 'unsupported parse_mode',
    run: (s) => say(s, { parse_mode: 'BBCode' }),
  },
  {
    rule: 'text.html',
    what: 'an open tag',
    words: 'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    run: (s) => say(s, { text: '<b>Hi', parse_mode: 'HTML' }),
  },
  {
    rule: 'text.markdown',
    what: 'a bare dot',
    words: "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    run: (s) => say(s, { text: 'Hi.', parse_mode: 'MarkdownV2' }),
  },
  {
    rule: 'text.url',
    what: 'a link to a machine without a domain',
    words: "entity URL 'http://localhost:3000/' is invalid: Wrong HTTP URL",
    run: (s) => say(s, { entities: [{ type: 'text_link', offset: 0, length: 1, url: 'http://localhost:3000/' }] }),
  },
  {
    rule: 'text.url',
    what: 'a link to a file of the agent’s machine',
    words: "entity URL '/home/ann/notes.md' is invalid: URL host is empty",
    run: (s) => say(s, { entities: [{ type: 'text_link', offset: 0, length: 1, url: '/home/ann/notes.md' }] }),
  },
  {
    rule: 'text.url',
    what: 'a link with a port that is none',
    words: "entity URL 'https://example.org:99999' is invalid: Wrong port number specified in the URL",
    run: (s) => say(s, { entities: [{ type: 'text_link', offset: 0, length: 1, url: 'https://example.org:99999' }] }),
  },
  {
    rule: 'text.entities',
    what: 'an entity beyond the end',
    words: 'entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 3',
    run: (s) => say(s, { entities: [{ type: 'bold', offset: 1, length: 2 }] }),
  },
  {
    rule: 'text.entities',
    what: 'half an emoji',
    words: 'entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4',
    run: (s) => say(s, { text: '😀', entities: [{ type: 'bold', offset: 0, length: 1 }] }),
  },
  {
    rule: 'caption.length',
    what: 'a caption of 1025 characters',
    words: 'message caption is too long',
    run: (s) => s.api.sendPhoto(s.chat.id, new InputFile(new Uint8Array(3)), { caption: 'x'.repeat(1025) }),
  },
  {
    rule: 'preview.options',
    what: 'preview options that are no object',
    words: "can't parse link preview options JSON object",
    run: (s) => say(s, { link_preview_options: 'off' }),
  },
]
