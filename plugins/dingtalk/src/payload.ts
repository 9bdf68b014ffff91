import { z } from 'zod'

const anId = z.string().min(1)

/** Some clients send an object as a JSON text. */
const jsonText = z.preprocess((value) => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}, z.looseObject({}))

const richPart = z.looseObject({
  type: z.string(),
  msgType: z.string(),
  text: z.string(),
  content: z.string(),
  downloadCode: z.string(),
})

/** A message that a robot gets, as far as we read it. Source: the platform's reference of received messages. */
export const robotMessage = z.object({
  conversationType: z.enum(['1', '2']),
  conversationId: anId,
  msgId: anId,
  msgtype: z.string(),
  senderId: anId,
  senderStaffId: z.string().optional(),
  senderNick: z.string().optional(),
  isAdmin: z.boolean().optional(),
  chatbotUserId: z.string().optional(),
  robotCode: z.string().optional(),
  sessionWebhook: z.string().optional(),
  sessionWebhookExpiredTime: z.coerce.number().optional(),
  isInAtList: z.boolean().optional(),
  text: z
    .looseObject({
      content: z.string().optional(),
      isReplyMsg: z.boolean().optional(),
      repliedMsg: z.unknown().optional(),
    })
    .optional(),
  content: jsonText.optional().catch(undefined),
})

/** See {@link robotMessage}. */
export type RobotMessage = z.output<typeof robotMessage>

/** The content of a message that is not plain text. */
export const mediaContent = z
  .looseObject({
    downloadCode: z.string(),
    pictureDownloadCode: z.string(),
    fileName: z.string(),
    recognition: z.string(),
    videoType: z.string(),
    richText: z.array(richPart.partial()),
  })
  .partial()

/** What a message quotes. It is not documented; seen in other people's plugins. */
export const repliedMessage = z
  .looseObject({
    content: z.union([
      z.string(),
      z.looseObject({ text: z.string(), richText: z.array(richPart.partial()) }).partial(),
    ]),
  })
  .partial()

/** A press on a card. `content` is JSON in a text. */
export const cardCallback = z.object({
  outTrackId: anId,
  userId: anId,
  content: z.preprocess(
    (value) => {
      try {
        return typeof value === 'string' ? JSON.parse(value) : value
      } catch {
        return undefined
      }
    },
    z
      .looseObject({
        cardPrivateData: z
          .looseObject({ actionIds: z.array(z.string()), params: z.record(z.string(), z.unknown()) })
          .partial(),
      })
      .partial(),
  ),
})
