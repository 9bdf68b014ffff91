import type { Scene } from '../scene.ts'
import { call, fetchSent, picture, type RefusedCase } from './refused-case.ts'

const small = Buffer.from('bytes')

const upload = ({ client }: Scene, bytes: Buffer) =>
  client.im.v1.file.create({ data: { file_type: 'stream', file_name: 'a.txt', file: bytes } })

/** Files that cannot be sent or fetched. */
export const REFUSED_FILES: readonly RefusedCase[] = [
  {
    rule: 'file.given',
    what: 'a kind of picture there is not',
    code: 234001,
    run: (s) => call(s, 'POST', '/im/v1/images', { data: { image_type: 'photo' } }),
  },
  { rule: 'file.empty', what: 'a file of no bytes', code: 234010, run: (s) => upload(s, Buffer.alloc(0)) },
  {
    rule: 'file.size',
    what: 'a file over the limit',
    code: 234006,
    options: { limits: { fileBytes: 4 } },
    run: (s) => upload(s, small),
  },
  {
    rule: 'file.message',
    what: 'a file that is not in the message',
    code: 234003,
    run: (s) => fetchSent(s, picture(s), 'image', 'img_v3_0'),
  },
  { rule: 'file.type', what: 'a picture as a file', code: 234001, run: (s) => fetchSent(s, picture(s), 'file') },
  {
    rule: 'file.large',
    what: 'a file over 100 MB',
    code: 234037,
    run: (s) => fetchSent(s, picture(s, 101 * 1024 * 1024)),
  },
]
