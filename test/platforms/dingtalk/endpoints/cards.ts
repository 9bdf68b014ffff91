import { isJsonObject, parseJson } from '../../kit/json.ts'
import type { Body } from '../body.ts'
import { buttonsOf, type Card, type CardParams } from '../card.ts'
import type { OpenChat, Platform } from '../platform.ts'
import { badRequest, Refused } from '../refusal.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { button } from './message-content.ts'

/** States of an AI card. Source: python, AICardStatus. */
const STATES = ['1', '2', '3', '4', '5']

/** `POST /v1.0/card/instances/createAndDeliver`. Source: facts 2.7 B. */
export const cardCreateAndDeliver: Endpoint = {
  name: 'cardCreateAndDeliver',
  method: 'POST',
  path: '/v1.0/card/instances/createAndDeliver',
  needs: 'cards',
  run(call) {
    const { platform, body } = call
    body.only(
      ...['cardTemplateId', 'outTrackId', 'callbackType', 'cardData', 'openSpaceId', 'userIdType'],
      ...['imGroupOpenDeliverModel', 'imRobotOpenDeliverModel', 'imGroupOpenSpaceModel', 'imRobotOpenSpaceModel'],
    )
    takeQps(call)
    const templateId = body.text('cardTemplateId')
    if (!platform.templates.has(templateId))
      throw badRequest('card.template', 'the template does not exist', 'param.templateNotExist')
    const outTrackId = body.text('outTrackId')
    if (platform.cards.has(outTrackId)) throw badRequest('card.id', 'outTrackId is taken', 'param.cardExist')
    const callsBack = body.optional('callbackType') === 'STREAM'
    const params = paramsOf(body, callsBack)
    const chat = spaceOf(call)
    const card: Card = { outTrackId, templateId, callsBack, params, updates: 0 }
    const spaceId = body.text('openSpaceId').replace(/^.*?\./, '')
    if (chat === undefined) {
      const result = { spaceId, success: false, errorMsg: 'the space does not exist' }
      return { success: true, result: { outTrackId, deliverResults: [result] } }
    }
    const message = platform.post({ chat, from: 'bot', way: 'card', words: '', card })
    platform.cards.set(outTrackId, { card, chat, message })
    return { success: true, result: { outTrackId, deliverResults: [{ spaceId, success: true, errorMsg: '' }] } }
  },
}

/** `PUT /v1.0/card/instances`. Source: facts 2.7 B. */
export const cardUpdate: Endpoint = {
  name: 'cardUpdate',
  method: 'PUT',
  path: '/v1.0/card/instances',
  needs: 'cards',
  run(call) {
    const { platform, body } = call
    body.only('outTrackId', 'cardData', 'cardUpdateOptions', 'userIdType')
    takeQps(call)
    const found = platform.cards.get(body.text('outTrackId'))
    if (found === undefined) throw badRequest('card.found', 'the card does not exist', 'param.cardNotExist')
    const { card } = found
    const params = paramsOf(body, card.callsBack)
    const byKey = body.has('cardUpdateOptions') && body.object('cardUpdateOptions').flag('updateCardDataByKey')
    card.params = byKey ? { ...card.params, ...params } : params
    card.updates += 1
    platform.watch.changed()
    return { success: true, result: true }
  },
}

function takeQps({ platform, app }: EndpointCall): void {
  const now = platform.clock.now()
  if (app === undefined) return
  if (app.cardBudget.waitMs(now) > 0)
    throw new Refused('rate.qps', 403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 'too many calls a second')
  app.cardBudget.take(now)
}

function paramsOf(body: Body, callsBack: boolean): CardParams {
  const map = body.object('cardData').only('cardParamMap').object('cardParamMap').values
  const params: Record<string, string> = {}
  for (const [name, value] of Object.entries(map)) {
    if (typeof value !== 'string') throw badRequest('card.params', `${name} must be a text`)
    params[name] = value
  }
  if (params.flowStatus !== undefined && !STATES.includes(params.flowStatus))
    throw badRequest('card.status', `flowStatus ${params.flowStatus} is none`)
  const layout = params.sys_full_json_obj
  if (layout !== undefined && !isJsonObject(parseJson(layout)))
    throw badRequest('card.params', 'sys_full_json_obj is no JSON object')
  for (const { label, url } of buttonsOf({ outTrackId: '', templateId: '', callsBack, params, updates: 0 })) {
    if (url !== undefined) button(label, url)
    else if (!callsBack)
      throw badRequest('card.callback', `${label} calls back, and the card has no callbackType STREAM`)
  }
  return params
}

/** The chat that a card is for; `undefined`: there is none such. */
function spaceOf({ platform, body, app }: EndpointCall): OpenChat | undefined {
  const [, type, id = ''] = /^dtv1\.card\/\/(IM_GROUP|IM_ROBOT)\.(.+)$/.exec(body.text('openSpaceId')) ?? []
  if (type === 'IM_GROUP') {
    if (body.object('imGroupOpenDeliverModel').text('robotCode') !== app?.robotCode)
      throw badRequest('card.space', 'imGroupOpenDeliverModel.robotCode is not this app’s robot')
    body.object('imGroupOpenSpaceModel').only('supportForward')
    return platform.chats.find((chat) => chat.kind === 'group' && chat.id === id)
  }
  if (type === 'IM_ROBOT') {
    const model = body.object('imRobotOpenDeliverModel').only('spaceType', 'robotCode')
    if (model.text('spaceType') !== 'IM_ROBOT')
      throw badRequest('card.space', 'imRobotOpenDeliverModel.spaceType must be IM_ROBOT')
    // The official Python SDK names no robot here, others do.
    if ((model.optional('robotCode') ?? app?.robotCode) !== app?.robotCode)
      throw badRequest('card.space', 'imRobotOpenDeliverModel.robotCode is not this app’s robot')
    body.object('imRobotOpenSpaceModel').only('supportForward')
    return directChatOf(platform, id)
  }
  throw badRequest('card.space', 'openSpaceId must be dtv1.card//IM_GROUP.… or dtv1.card//IM_ROBOT.…')
}

function directChatOf(platform: Platform, staffId: string): OpenChat | undefined {
  const member = platform.members.find((one) => one.staffId === staffId)
  return member === undefined ? undefined : platform.directChat(member)
}
