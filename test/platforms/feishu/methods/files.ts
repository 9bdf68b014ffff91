import { file } from '../answer.ts'
import { Refused } from '../refused.ts'
import { findMessage } from './find.ts'
import type { Method, MethodContext } from './method.ts'

const FILE_TYPES: readonly unknown[] = ['opus', 'mp4', 'pdf', 'doc', 'xls', 'ppt', 'stream']
const IMAGE_TYPES: readonly unknown[] = ['message', 'avatar']
const RESOURCE_TYPES: readonly unknown[] = ['image', 'file']

function keep(
  { platform, app, params }: MethodContext,
  kind: 'image' | 'file',
  name: string | undefined,
  most: number,
) {
  const upload = params.uploads.get(kind)
  if (upload === undefined) throw new Refused('file.given', kind)
  if (upload.bytes.length === 0) throw new Refused('file.empty')
  if (upload.bytes.length > most) throw new Refused('file.size')
  return platform.files.add({ kind, bytes: upload.bytes, name, owner: app.appId })
}

/** `POST /im/v1/images`. */
export const uploadImage: Method = {
  name: 'image.upload',
  verb: 'POST',
  path: '/open-apis/im/v1/images',
  body: ['image_type'],
  scope: 'im:resource',
  run(context) {
    if (!IMAGE_TYPES.includes(context.params.body.image_type)) throw new Refused('file.given', 'image_type')
    const { key } = keep(context, 'image', undefined, context.platform.limits.imageBytes)
    return { data: { image_key: key } }
  },
}

/** `POST /im/v1/files`. */
export const uploadFile: Method = {
  name: 'file.upload',
  verb: 'POST',
  path: '/open-apis/im/v1/files',
  body: ['file_type', 'file_name', 'duration'],
  scope: 'im:resource',
  run(context) {
    const { file_type: type, file_name: name } = context.params.body
    if (!FILE_TYPES.includes(type)) throw new Refused('file.given', 'file_type')
    if (typeof name !== 'string' || name === '') throw new Refused('file.given', 'file_name')
    return { data: { file_key: keep(context, 'file', name, context.platform.limits.fileBytes).key } }
  },
}

/** `GET /im/v1/messages/:message_id/resources/:file_key`: what somebody sent. */
export const getResource: Method = {
  name: 'resource.get',
  verb: 'GET',
  path: '/open-apis/im/v1/messages/:message_id/resources/:file_key',
  query: ['type'],
  scope: 'im:message',
  run(context) {
    const { platform, app, path, params } = context
    const message = findMessage(platform, app, path.message_id)
    const stored = message.now.resources.includes(path.file_key ?? '')
      ? platform.files.get(path.file_key ?? '')
      : undefined
    if (stored === undefined) throw new Refused('file.message')
    if (!RESOURCE_TYPES.includes(params.query.type) || params.query.type !== stored.kind)
      throw new Refused('file.type', 'type')
    if (stored.size > platform.limits.downloadBytes) throw new Refused('file.large')
    return { answer: file(stored.bytes, stored.name) }
  },
}
