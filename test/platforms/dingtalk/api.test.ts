import { expect, onTestFinished, test } from 'vitest'
import { isJsonObject } from '../kit/json.ts'
import { ManualClock } from '../kit/manual-clock.ts'
import type { FakeDingtalkOptions } from './fake-dingtalk.ts'
import { DingtalkServer } from './server.ts'

const TEMPLATE = '382e4302-551d-4880-bf29-a30acfab2e71.schema'

async function scene(options: FakeDingtalkOptions = {}) {
  const clock = new ManualClock()
  const dingtalk = await DingtalkServer.start({ clock, ...options })
  onTestFinished(() => dingtalk.stop())
  const { clientId, clientSecret } = dingtalk.app
  const request = async (
    method: string,
    url: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Readonly<Record<string, unknown>>> => {
    const all = { ...headers, accept: 'application/json', 'content-type': 'application/json' }
    const response = await fetch(url, { method, headers: all, body: JSON.stringify(body) })
    const answer: unknown = await response.json()
    return { status: response.status, ...(isJsonObject(answer) ? answer : {}) }
  }
  const token = async () => {
    const path = `${dingtalk.url}/v1.0/oauth2/accessToken`
    return String((await request('POST', path, { appKey: clientId, appSecret: clientSecret })).accessToken)
  }
  const given = await token()
  const call = (method: string, path: string, body: object, by = given) =>
    request(method, `${dingtalk.url}${path}`, body, { 'x-acs-dingtalk-access-token': by })
  const ann = dingtalk.person({ nick: 'Ann' })
  const chat = dingtalk.directChat(ann)
  /** The webhook of a message that Ann has just sent. */
  const webhook = () => {
    const { webhook: address } = ann.says(chat, 'hello')
    return (body: object) => request('POST', address, body)
  }
  return { dingtalk, clock, ann, chat, call, token, webhook }
}

const text = (content: string) => ({ msgtype: 'text', text: { content } })

test('a webhook works for 90 minutes, and says what is wrong with status 200', async () => {
  const { webhook, clock, chat, dingtalk } = await scene()
  const send = webhook()
  expect(await send(text('hi'))).toEqual({ status: 200, errcode: 0, errmsg: 'ok' })
  expect(chat.last).toMatchObject({ text: 'hi', replyTo: chat.messages[0]?.id })
  expect(await send({ msgtype: 'poem' })).toMatchObject({ status: 200, errcode: 40035 })
  clock.advance(90 * 60_000)
  expect(await send(text('late'))).toMatchObject({ status: 200, errcode: 310000 })
  expect(dingtalk.violations.map(({ rule }) => rule)).toEqual(['message.type'])
})

test('the 21st message of a minute is refused, and so is everything for ten minutes', async () => {
  const { webhook, clock, dingtalk } = await scene()
  const send = webhook()
  for (let number = 0; number < 20; number += 1) expect(await send(text('x'))).toMatchObject({ errcode: 0 })
  expect(await send(text('x'))).toMatchObject({ errcode: 130101 })
  clock.advance(9 * 60_000)
  expect(await send(text('x'))).toMatchObject({ errcode: 130101 })
  clock.advance(2 * 60_000)
  expect(await send(text('x'))).toMatchObject({ errcode: 0 })
  expect(dingtalk.violations.every(({ rule }) => rule === 'webhook.rate')).toBe(true)
})

test.for([
  ['button.dtmd', 'dtmd://dingtalkClient/sendMessage?content=x'],
  ['button.dtmd', 'dtmd://dingtalkclient/sendMessage?content=/cancel x'],
  ['button.url', 'javascript:alert(1)'],
] as const)('a button that does nothing breaks %s: %s', async ([rule, actionURL]) => {
  const { webhook, dingtalk } = await scene()
  await webhook()({ msgtype: 'actionCard', actionCard: { title: 't', text: 't', btns: [{ title: 'Go', actionURL }] } })
  expect(dingtalk.violations).toMatchObject([{ rule }])
})

test('people who are notified stand in the text', async () => {
  const { webhook, ann, dingtalk } = await scene()
  await webhook()({ ...text('hi'), at: { atUserIds: [ann.id] } })
  expect(dingtalk.violations).toMatchObject([{ rule: 'message.at' }])
})

test('the robot API wants JSON in a string, a robot code of the app, and not more than 20 calls a second', async () => {
  const { call, ann, dingtalk, chat } = await scene()
  const body = (msgParam: unknown) => ({
    robotCode: dingtalk.app.robotCode,
    userIds: [ann.id],
    msgKey: 'sampleText',
    msgParam,
  })
  const path = '/v1.0/robot/oToMessages/batchSend'
  expect(await call('POST', path, body({ content: 'x' }))).toMatchObject({ status: 400 })
  expect(await call('POST', path, body('{"content":"x"}'))).toMatchObject({ status: 200, invalidStaffIdList: [] })
  expect(chat.last).toMatchObject({ text: 'x', way: 'api' })
  expect(await call('POST', path, { ...body('{}'), robotCode: 'other' })).toMatchObject({ status: 400 })
  const many = await Promise.all(Array.from({ length: 25 }, () => call('POST', path, body('{"content":"y"}'))))
  expect(many.filter(({ code }) => String(code).includes('QpsLimit')).length).toBeGreaterThan(0)
  expect(new Set(dingtalk.violations.map(({ rule }) => rule))).toEqual(
    new Set(['msgparam.string', 'robot.code', 'rate.qps']),
  )
})

test('a message by the robot API can be taken back', async () => {
  const { call, ann, dingtalk, chat } = await scene()
  const { robotCode } = dingtalk.app
  const msg = { msgKey: 'sampleText', msgParam: '{"content":"x"}' }
  const sent = await call('POST', '/v1.0/robot/oToMessages/batchSend', { robotCode, userIds: [ann.id], ...msg })
  const keys = { robotCode, processQueryKeys: [sent.processQueryKey, 'other'] }
  expect(await call('POST', '/v1.0/robot/otoMessages/batchRecall', keys)).toMatchObject({
    successResult: [sent.processQueryKey],
    failedResult: { other: 'not found' },
  })
  expect(chat.fromBot).toEqual([])
})

test('a token that is revoked or too old, or lacks a permission, is refused, and nobody is to blame', async () => {
  const { call, clock, dingtalk, token } = await scene({ app: { permissions: ['robot'] } })
  const body = { robotCode: dingtalk.app.robotCode, userIds: ['x'], msgKey: 'sampleText', msgParam: '{"content":"x"}' }
  const path = '/v1.0/robot/oToMessages/batchSend'
  expect(await call('POST', path, body, 'other')).toMatchObject({ status: 401, code: 'InvalidAuthentication' })
  clock.advance(7_200_000)
  expect(await call('POST', path, body)).toMatchObject({ status: 401 })
  expect(await call('PUT', '/v1.0/card/instances', { outTrackId: 'x' }, await token())).toMatchObject({ status: 403 })
  expect(dingtalk.violations).toEqual([])
})

const cardBody = (outTrackId: string, params: object, staffId: string) => ({
  cardTemplateId: TEMPLATE,
  outTrackId,
  cardData: { cardParamMap: params },
  openSpaceId: `dtv1.card//IM_ROBOT.${staffId}`,
  imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT' },
  imRobotOpenSpaceModel: { supportForward: false },
})

const layout = (buttons: readonly object[]) =>
  JSON.stringify({ order: ['msgContent', 'msgButtons'], msgButtons: buttons })

test('a card shows its values, loses what is not named unless told otherwise, and spins until it is finished', async () => {
  const { call, ann, chat, dingtalk } = await scene()
  const create = '/v1.0/card/instances/createAndDeliver'
  const go = { text: 'Go', url: 'https://e.example' }
  await call(
    'POST',
    create,
    cardBody('c1', { flowStatus: '1', msgContent: '**a**', sys_full_json_obj: layout([go]) }, ann.id),
  )
  expect(chat.last).toMatchObject({ text: 'a', buttons: [] })
  expect(dingtalk.spinningCards).toEqual(['c1'])
  const update = (cardParamMap: object, more: object = {}) =>
    call('PUT', '/v1.0/card/instances', { outTrackId: 'c1', cardData: { cardParamMap }, ...more })
  await update({ flowStatus: '3' }, { cardUpdateOptions: { updateCardDataByKey: true } })
  expect(chat.last).toMatchObject({ text: 'a', buttons: [{ label: 'Go' }] })
  await update({ msgContent: 'b' })
  expect(chat.last).toMatchObject({ text: 'b', buttons: [] })
  expect(dingtalk.spinningCards).toEqual([])
  expect(dingtalk.violations).toEqual([])
})

test.for([
  ['card.params', { msgContent: 1 }],
  ['card.status', { flowStatus: '9' }],
  ['card.callback', { sys_full_json_obj: layout([{ text: 'Go', id: 'go', request: true }]) }],
] as const)('a card that breaks %s is refused: %j', async ([rule, params]) => {
  const { call, ann, dingtalk, chat } = await scene()
  const answer = await call('POST', '/v1.0/card/instances/createAndDeliver', cardBody('c1', params, ann.id))
  expect(answer).toMatchObject({ status: 400 })
  expect(dingtalk.violations).toMatchObject([{ rule }])
  expect(chat.messages).toEqual([])
})

test('a card for nobody is made, and not delivered', async () => {
  const { call } = await scene()
  const answer = await call(
    'POST',
    '/v1.0/card/instances/createAndDeliver',
    cardBody('c1', { msgContent: 'x' }, 'nobody'),
  )
  expect(answer).toMatchObject({ status: 200, result: { deliverResults: [{ success: false }] } })
})

test('a label stands on a person’s message until it is taken off under its name', async () => {
  const { call, ann, chat, dingtalk } = await scene()
  const { message } = ann.says(chat, 'hello')
  const body = (name: string) => ({
    robotCode: dingtalk.app.robotCode,
    openMsgId: message.id,
    openConversationId: chat.id,
    emotionType: 2,
    emotionName: name,
    textEmotion: { emotionId: '2659900', emotionName: name, text: name, backgroundId: 'im_bg_1' },
  })
  await call('POST', '/v1.0/robot/emotion/reply', body('working'))
  expect(chat.typing()).toBe(true)
  expect(await call('POST', '/v1.0/robot/emotion/recall', body('other'))).toMatchObject({ status: 400 })
  await call('POST', '/v1.0/robot/emotion/recall', body('working'))
  expect(chat.typing()).toBe(false)
  expect(dingtalk.violations).toMatchObject([{ rule: 'emotion.name' }])
})

test('a secret in an address is seen', async () => {
  const { dingtalk } = await scene()
  await fetch(`${dingtalk.url}/gettoken?appsecret=${dingtalk.app.clientSecret}`)
  expect(dingtalk.violations.map(({ rule }) => rule)).toEqual(['secret.query', 'endpoint.known'])
})
