import { expect, test } from 'vitest'
import { answer } from '../../../test/channels/samples.ts'
import { refOf, setScene } from './testing/scene.ts'

test('a token that the platform no longer takes is replaced at once', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  await channel.send(answer(refOf(chat), 'one'))
  feishu.bot.expireTokens()
  await channel.send(answer(refOf(chat), 'two'))
  expect(chat.fromBots.map(({ text }) => text)).toEqual(['one', 'two'])
  expect(feishu.calls.filter(({ method }) => method === 'auth.token')).toHaveLength(2)
})

test('calls that come together with a worthless token replace it once', async () => {
  const { feishu, channel } = setScene()
  const groups = Array.from({ length: 6 }, () => feishu.group({ members: [feishu.user()] }))
  await channel.send(answer(refOf(groups[0] ?? expect.unreachable()), 'one'))
  feishu.bot.expireTokens()
  await Promise.all(groups.map((group, at) => channel.send(answer(refOf(group), `two ${at}`))))
  expect(groups.map((group) => group.last?.text)).toEqual(groups.map((_, at) => `two ${at}`))
  expect(feishu.calls.filter(({ method }) => method === 'auth.token')).toHaveLength(2)
})

test('a call that learns late that its token was worthless takes the new one', async () => {
  const { feishu, channel } = setScene()
  const groups = ['slow', 'quick'].map(() => feishu.group({ members: [feishu.user()] }))
  const [slow, quick] = groups.map((group) => refOf(group))
  if (slow === undefined || quick === undefined) throw new Error('there are no two groups')
  await channel.send(answer(slow, 'one'))
  feishu.bot.expireTokens()
  feishu.fail('message.create', {
    delayMs: 1000,
    code: 99991663,
    when: ({ params }) => params.receive_id === slow.chat,
  })
  await Promise.all([channel.send(answer(slow, 'two')), channel.send(answer(quick, 'three'))])
  expect(groups.map((group) => group.last?.text)).toEqual(['two', 'three'])
  expect(feishu.calls.filter(({ method }) => method === 'auth.token')).toHaveLength(2)
})

test('calls that come together while the token endpoint is broken fail together', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  feishu.fail('auth.token', { status: 500, times: Number.POSITIVE_INFINITY })
  await Promise.allSettled(['a', 'b', 'c'].map((text) => channel.send(answer(refOf(chat), text))))
  expect(feishu.calls.filter(({ method }) => method === 'auth.token')).toHaveLength(1)
})

test('first calls that come together ask for one token', async () => {
  const { feishu, channel } = setScene()
  const chat = feishu.p2p(feishu.user())
  await Promise.all(['a', 'b', 'c'].map((text) => channel.send(answer(refOf(chat), text))))
  expect(feishu.calls.filter(({ method }) => method === 'auth.token')).toHaveLength(1)
})

test('a wrong secret is an effect that the operator can mend, and is told nowhere', async () => {
  const { feishu, channel, log } = setScene({ account: { appSecret: 'not-the-secret-of-this-app' } })
  const chat = feishu.p2p(feishu.user())
  await expect(channel.send(answer(refOf(chat), 'x'))).rejects.toMatchObject({ effect: 'retry' })
  expect(log.join()).not.toContain('not-the-secret')
})

test('a broken token endpoint is told without the secret', async () => {
  const { feishu, channel, log } = setScene()
  feishu.fail('auth.token', { status: 500, body: 'oops', times: 9 })
  const chat = feishu.p2p(feishu.user())
  const error = await channel.send(answer(refOf(chat), 'x')).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ effect: 'unknown' })
  expect(JSON.stringify(error) + log.join()).not.toContain(feishu.bot.appSecret)
})
