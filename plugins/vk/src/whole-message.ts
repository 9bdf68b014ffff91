import { type Clock, inTime, type Logger } from '@holdline/bridge'
import { messagesSchema } from './answers.ts'
import type { VkApi } from './api.ts'
import type { WholeAt } from './decode.ts'
import type { VkMessage } from './events.ts'
import { WHOLE_MESSAGE_MS } from './limits.ts'

/**
 * The whole of a message that did not fit into its event: VK leaves one attachment of each message, and one message of
 * those that it forwards. `undefined` where VK does not tell in time; then it goes on as it came, and that is logged.
 */
export async function wholeMessage(
  { peer, cmid }: WholeAt,
  api: VkApi,
  clock: Clock,
  logger: Logger,
): Promise<VkMessage | undefined> {
  let whole: VkMessage | undefined
  const params = { peer_id: peer, conversation_message_ids: cmid }
  const asked = api
    .call('messages.getByConversationMessageId', params, messagesSchema, { kind: 'answer' })
    .then(({ items }) => {
      whole = items.find(({ conversation_message_id: found }) => found === cmid)
    })
  const failed = (error: unknown) => logger.debug({ error }, 'vk: VK did not give a message in full')
  await inTime(asked, { ms: WHOLE_MESSAGE_MS, clock, failed })
  if (whole === undefined) logger.warn({ peer, cmid }, 'vk: VK cropped a message; some of what it carries is missing')
  return whole
}
