import { accessToken, connectionsOpen } from './access.ts'
import { cardCreateAndDeliver, cardUpdate } from './cards.ts'
import { emotionRecall, emotionReply } from './emotions.ts'
import type { Endpoint } from './endpoint.ts'
import { fileDownload } from './files.ts'
import { batchRecall, batchSend, groupRecall, groupSend, sendBySession } from './messages.ts'

/** Everything that can be called. */
export const ENDPOINTS: readonly Endpoint[] = [
  accessToken,
  connectionsOpen,
  sendBySession,
  batchSend,
  batchRecall,
  groupSend,
  groupRecall,
  cardCreateAndDeliver,
  cardUpdate,
  emotionReply,
  emotionRecall,
  fileDownload,
]
