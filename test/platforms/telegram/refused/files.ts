import { InputFile } from 'grammy'
import { call } from '../scene.ts'
import type { RefusedCase } from './refused-case.ts'

/** Files. */
export const REFUSED_FILES: readonly RefusedCase[] = [
  {
    rule: 'file.given',
    what: 'no file',
    words: 'there is no document in the request',
    run: (s) => call(s, 'sendDocument', { chat_id: s.chat.id }),
  },
  { rule: 'file.found', what: 'a file there is not', words: 'invalid file_id', run: (s) => s.api.getFile('nothing') },
  {
    rule: 'file.size',
    what: 'a file of 20 MiB and a byte',
    words: 'file is too big',
    run: (s) => {
      const message = s.ann.sends(s.chat, { media: 'document', size: 20 * 2 ** 20 + 1 })
      return s.api.getFile(message.document?.id ?? '')
    },
  },
  {
    rule: 'file.upload',
    what: 'an upload over the limit',
    code: 413,
    words: 'Request Entity Too Large',
    options: { limits: { maxUploadBytes: 1_000 } },
    run: (s) => s.api.sendDocument(s.chat.id, new InputFile(new Uint8Array(2_000))),
  },
]
