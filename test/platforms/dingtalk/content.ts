import type { JsonObject } from '../kit/json.ts'

/** Something other than plain text that a person can send. */
export interface Content {
  readonly msgtype: string
  /** The fields of the robot's payload. */
  readonly payload: JsonObject
  /** What the chat shows of it. */
  readonly shown: string
}

/** A picture, by the code that it can be downloaded with. */
export function picture(downloadCode: string): Content {
  return { msgtype: 'picture', payload: { content: { downloadCode } }, shown: '[picture]' }
}

/** Words and pictures in one message. Some clients send the content as a JSON text. Source: facts 2.5. */
export function richText(
  parts: readonly ({ readonly text: string } | { readonly downloadCode: string })[],
  asText = false,
): Content {
  const content = { richText: parts.map((part) => ('text' in part ? part : { type: 'picture', ...part })) }
  return { msgtype: 'richText', payload: { content: asText ? JSON.stringify(content) : content }, shown: '[rich text]' }
}

/** A voice message, with what DingTalk heard in it. */
export function audio(downloadCode: string, recognition: string): Content {
  return { msgtype: 'audio', payload: { content: { downloadCode, recognition, duration: 3000 } }, shown: '[audio]' }
}

/** A video. */
export function video(downloadCode: string): Content {
  return { msgtype: 'video', payload: { content: { downloadCode, videoType: 'mp4', duration: 3 } }, shown: '[video]' }
}

/** A file. */
export function file(downloadCode: string, fileName: string): Content {
  return { msgtype: 'file', payload: { content: { downloadCode, fileName, fileId: 'f1' } }, shown: fileName }
}

/** What the platform itself cannot name. */
export function unknownMessage(): Content {
  return { msgtype: 'unknownMsgType', payload: {}, shown: '[?]' }
}
