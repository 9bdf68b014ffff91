import { call } from '../scene.ts'
import type { RefusedCase } from './refused-case.ts'

/** What is saved without having been uploaded. */
export const REFUSED_UPLOADS: readonly RefusedCase[] = [
  {
    rule: 'upload.saved',
    what: 'a photo that was not uploaded',
    code: 100,
    detail: 'photo is invalid',
    run: (s) => call(s, 'photos.saveMessagesPhoto', { photo: '[]', server: 1, hash: 'x' }),
  },
  {
    rule: 'upload.saved',
    what: 'a file that was not uploaded',
    code: 100,
    detail: 'file is invalid',
    run: (s) => call(s, 'docs.save', { file: 'x' }),
  },
  {
    rule: 'callback.server',
    what: 'settings for a server that there is not',
    code: 100,
    detail: 'server_id is invalid',
    run: (s) => call(s, 'groups.setCallbackSettings', { group_id: s.community.id, server_id: 1, message_new: 1 }),
  },
  {
    rule: 'poll.enabled',
    what: 'a long poll that is switched off',
    code: 100,
    detail: 'longpoll for this group is not enabled',
    options: { community: { longPoll: { enabled: false } } },
    run: (s) => s.api.groups.getLongPollServer({ group_id: s.community.id }),
  },
]
