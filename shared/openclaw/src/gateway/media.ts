import { basename, join } from 'node:path'
import type { Logger, ReplyMedia } from '@holdline/bridge'
import type { HostRuntime } from '../host/api.ts'
import type { FileStore } from '../node/file-store.ts'

/** A file of the agent that is kept, ready to be sent. */
export interface KeptFile {
  readonly key: string
  readonly name: string
  readonly media: ReplyMedia
  readonly mimeType?: string
}

/** How far the host lets this be read: the folders it names, or a reader of its own. */
export interface MediaScope {
  readonly localRoots?: readonly string[]
  readonly readFile?: (path: string) => Promise<Buffer>
}

/** Above this nothing is taken: no platform of ours takes more from a bot. */
const MAX_BYTES = 50 * 1024 * 1024

const KINDS: Readonly<Record<string, ReplyMedia>> = { image: 'image', video: 'video', audio: 'audio' }

/** The folders that an agent's own files may come from: where it works, and where the host keeps media. */
export function agentScope(runtime: HostRuntime, agentId: string): MediaScope {
  const stateDir = runtime.state.resolveStateDir(process.env)
  const workspace = runtime.agent.resolveAgentWorkspaceDir(runtime.config.current(), agentId)
  return { localRoots: [workspace, join(stateDir, 'media')] }
}

/**
 * Fetches what the agent wants sent (an address, or a path that the host lets it read) and keeps it. `null` when that
 * is not possible: the log says why.
 */
export async function keepMedia(
  source: string,
  scope: MediaScope,
  parts: { readonly runtime: HostRuntime; readonly files: FileStore; readonly logger: Logger },
): Promise<KeptFile | null> {
  try {
    const { buffer, kind, contentType, fileName } = await parts.runtime.media.loadWebMedia(source, {
      maxBytes: MAX_BYTES,
      optimizeImages: false,
      ...scope,
    })
    const key = await parts.files.write(buffer)
    return {
      key,
      name: fileName ?? nameOf(source),
      media: KINDS[kind ?? ''] ?? 'file',
      ...(contentType === undefined ? {} : { mimeType: contentType }),
    }
  } catch (error) {
    parts.logger.warn({ error, file: nameOf(source) }, 'a file of the agent could not be read, and is named instead')
    return null
  }
}

/** How a file is called where nothing else is known: the last piece of its address, without what may be secret in it. */
export function nameOf(source: string): string {
  const path = URL.canParse(source) ? decodeURIComponent(new URL(source).pathname) : source
  return basename(path) || 'file'
}
