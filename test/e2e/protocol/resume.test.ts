import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

test('who comes back gets what was missed, the latest revision of everything once', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  await using tab = await gateway.client({ chat: client.chat })
  const first = await client.say('[think 6s] one')
  const { noticeId } = await client.say('two').then(() => client.busy())
  await client.cut()
  const [seen, missedFrom] = [client.lastEventId, client.frames.length]

  await tab.until(() => tab.messages.has(first))
  await tab.say('three')
  const last = await tab.say('four')
  await tab.answer(last)
  await tab.until(() => tab.notice(noticeId).state === 'closed' && !tab.typing)
  await client.reconnect()
  const ready = await client.until(() => client.framesOf('ready', missedFrom)[0])
  await client.until(() => client.lastEventId >= ready.lastEventId)

  const missed = client.frames.slice(missedFrom).filter((frame) => 'id' in frame)
  const subjects = missed.map((frame) =>
    'messageId' in frame ? frame.messageId : frame.type === 'notice' ? frame.noticeId : '',
  )
  expect(missed.every(({ id }) => id > seen)).toBe(true)
  expect(new Set(subjects).size).toBe(subjects.length)
  expect(tab.revisionsOf(noticeId).length).toBeGreaterThan(client.revisionsOf(noticeId).length)
  expect(new Map([...client.messages].sort())).toEqual(new Map([...tab.messages].sort()))
  expect(client.notice(noticeId)).toEqual(tab.notice(noticeId))
})
