import type { Attachment, Channel, Logger, Turn } from '@holdline/bridge'
import type { HostRuntime } from '../host/api.ts'
import type { InboundFile } from '../host/inbound.ts'

/** Above this the host takes no file; channels have limits of their own below it. */
const MAX_BYTES = 50 * 1024 * 1024

/** Where the host keeps what people send: its agents may read it there. */
const FOLDER = 'inbound'

/** What the host calls the kinds of files. */
const KINDS: Readonly<Record<Attachment['kind'], InboundFile['kind'] | null>> = {
  image: 'image',
  sticker: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'audio',
  file: 'document',
  location: null,
  contact: null,
}

/** The files of a turn as the host takes them, and which attachments they were. */
export interface InboundFiles {
  readonly files: InboundFile[]
  readonly given: ReadonlySet<Attachment>
}

/** What the files are fetched with. */
export interface InboundFileParts {
  readonly runtime: HostRuntime
  readonly logger: Logger
  readonly openAttachment: Channel['openAttachment']
}

/** Fetches what people sent and gives it to the host. What cannot be had is only named in the text. */
export async function inboundFiles(
  { id, messages }: Pick<Turn, 'id' | 'messages'>,
  { runtime, logger, openAttachment }: InboundFileParts,
  signal: AbortSignal,
): Promise<InboundFiles> {
  const files: InboundFile[] = []
  const given = new Set<Attachment>()
  for (const attachment of messages.flatMap(({ attachments }) => attachments)) {
    const kind = KINDS[attachment.kind]
    if (openAttachment === undefined || kind === null || attachment.ref === null) continue
    try {
      const bytes = await openAttachment(attachment.ref, signal)
      const { name, mimeType } = attachment
      const buffer = Buffer.from(bytes)
      const saved = await runtime.channel.media.saveMediaBuffer(buffer, mimeType, FOLDER, MAX_BYTES, name)
      const contentType = saved.contentType ?? mimeType
      files.push({
        path: saved.path,
        sizeBytes: saved.size,
        ...(kind === undefined ? {} : { kind }),
        ...(contentType === undefined ? {} : { contentType }),
        ...(name === undefined ? {} : { fileName: name }),
      })
      given.add(attachment)
    } catch (error) {
      signal.throwIfAborted()
      logger.warn(
        { turn: id, kind: attachment.kind, error },
        'a file could not be given to the agent, and is only named',
      )
    }
  }
  return { files, given }
}
