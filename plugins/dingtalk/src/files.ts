import type { Json } from '@holdline/bridge'
import { z } from 'zod'
import type { DingtalkApi } from './api.ts'
import { DingtalkFailure } from './errors.ts'

const handle = z.object({ code: z.string(), robotCode: z.string().optional() })

const place = z.object({ downloadUrl: z.url({ protocol: /^https?$/ }) })

/** Opens a file that was sent to the robot. @throws {DingtalkFailure} @throws {RangeError} for one that is too large */
export async function openFile(
  api: DingtalkApi,
  ref: Json,
  robotCode: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { code, robotCode: own } = handle.parse(ref)
  const body = { downloadCode: code, robotCode: own ?? robotCode }
  const found = place.safeParse(await api.call('POST', '/v1.0/robot/messageFiles/download', body, { signal }))
  if (!found.success) throw new DingtalkFailure('refused', 'download: the answer names no address')
  return await api.download(found.data.downloadUrl, maxBytes, signal)
}
