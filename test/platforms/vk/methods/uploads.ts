import { isJsonObject } from '../../kit/json.ts'
import { fileView } from '../compose.ts'
import type { StoredFile } from '../files.ts'
import { badParameter } from '../refusal.ts'
import type { UploadKind } from '../upload-store.ts'
import { knownChat } from './access.ts'
import type { Method, MethodContext } from './method.ts'

function addressFor({ platform, community, params }: MethodContext, kind: UploadKind): string {
  if (params.has('peer_id') && params.integer('peer_id') !== 0) {
    knownChat(platform, community, params.integer('peer_id'))
  }
  return `${platform.baseUrl()}/upload/${platform.uploads.open(kind)}`
}

function save({ platform, community, params }: MethodContext, name: 'photo' | 'file'): StoredFile {
  const uploaded = platform.uploads.take(params.text(name))
  if (uploaded === undefined || (uploaded.kind === 'photo') !== (name === 'photo')) {
    throw badParameter('upload.saved', `${name} is invalid`)
  }
  const { kind, upload } = uploaded
  const title = params.has('title') ? params.text('title') : upload.name
  return platform.files.add({ kind, ownerId: community.ownerId, name: title, mime: upload.mime, bytes: upload.bytes })
}

/** `photos.getMessagesUploadServer` */
export const getPhotoUploadServer: Method = (context) => ({
  album_id: -64,
  upload_url: addressFor(context, 'photo'),
  user_id: 0,
  group_id: context.community.id,
})

/** `photos.saveMessagesPhoto` */
export const saveMessagesPhoto: Method = (context) => {
  const { photo } = fileView(save(context, 'photo'), context.platform.baseUrl())
  return [photo]
}

/** `docs.getMessagesUploadServer` */
export const getDocumentUploadServer: Method = (context) => ({
  upload_url: addressFor(context, context.params.text('type') === 'audio_message' ? 'audio_message' : 'doc'),
})

/** `docs.save` */
export const saveDocument: Method = (context) => {
  const view = fileView(save(context, 'file'), context.platform.baseUrl())
  if (!isJsonObject(view)) throw new Error('a file without a view')
  return view
}
