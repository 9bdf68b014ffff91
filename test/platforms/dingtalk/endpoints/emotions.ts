import type { StoredMessage } from '../platform.ts'
import { badRequest } from '../refusal.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'

/** `POST /v1.0/robot/emotion/reply`. Source: facts 2.8. */
export const emotionReply: Endpoint = {
  name: 'emotionReply',
  method: 'POST',
  path: '/v1.0/robot/emotion/reply',
  needs: 'emotions',
  run(call) {
    const { message, name } = read(call)
    if (!message.emotions.includes(name)) message.emotions.push(name)
    call.platform.watch.changed()
    return { success: true }
  },
}

/** `POST /v1.0/robot/emotion/recall`, with the body of the reply. Source: facts 2.8. */
export const emotionRecall: Endpoint = {
  name: 'emotionRecall',
  method: 'POST',
  path: '/v1.0/robot/emotion/recall',
  needs: 'emotions',
  run(call) {
    const { message, name } = read(call)
    const at = message.emotions.indexOf(name)
    if (at < 0 && message.emotions.length > 0) throw badRequest('emotion.name', `there is no ${name}`)
    if (at >= 0) message.emotions.splice(at, 1)
    call.platform.watch.changed()
    return { success: true }
  },
}

function read({ platform, body, app }: EndpointCall): { readonly message: StoredMessage; readonly name: string } {
  body.only('robotCode', 'openMsgId', 'openConversationId', 'emotionType', 'emotionName', 'textEmotion')
  if (body.text('robotCode') !== app?.robotCode) throw badRequest('robot.code', 'robotCode is not this app’s robot')
  if (body.values.emotionType !== 2) throw badRequest('body.field', 'emotionType must be 2')
  const name = body.text('emotionName')
  const label = body.object('textEmotion').only('emotionId', 'emotionName', 'text', 'backgroundId')
  if (label.text('emotionName') !== name) throw badRequest('emotion.name', 'the two names differ')
  for (const field of ['emotionId', 'text', 'backgroundId']) label.text(field)
  const chat = platform.chats.find(({ id }) => id === body.text('openConversationId'))
  const message = chat?.history.find(({ id, from }) => from === 'person' && id === body.text('openMsgId'))
  if (message === undefined) throw badRequest('emotion.message', 'nobody has written this message there')
  return { message, name }
}
