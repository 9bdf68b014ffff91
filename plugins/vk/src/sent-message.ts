import type { z } from 'zod'
import type { sentSchema } from './answers.ts'
import { refusal, VkFailure } from './errors.ts'

const METHOD = 'messages.send'

/** The numbers of a message of ours; 0 where VK told none. */
export interface SentMessage {
  readonly cmid: number
  readonly message: number
}

/**
 * What became of a message to one conversation.
 * @throws {VkFailure} when VK refused it there, which does not fail the call
 */
export function sentMessage([sent]: z.output<typeof sentSchema>): SentMessage {
  if (sent === undefined) throw new VkFailure('lost', METHOD, 'the answer has no message')
  if (sent.error !== undefined) throw refusal(METHOD, sent.error.code, sent.error.description)
  const { conversation_message_id: cmid = 0, message_id: message = 0 } = sent
  return { cmid, message }
}
