import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang, say } from '../../platforms/openai/steps.ts'
import { eventually } from '../support/eventually.ts'
import { modelVariables, PATIENT } from '../support/model.ts'
import { VkScene } from '../support/vk.ts'

/** How long the slow calls take. */
const SLOW_MS = 6_000

// What waits for no slow call; the design says 250 ms.
const SOON_MS = 5_000

// Messages become one or two turns: what is tested is receiving, not sixty answers.
const COLLECT = { HOLDLINE_ON_BUSY: 'collect', HOLDLINE_QUEUE_CAP: '200' }

/** The labels of messages, in the order in which the model has seen them. */
function seenBy(model: OpenAIServer): string[] {
  const texts = model.requests.map(({ chat }) =>
    (chat?.messages ?? [])
      .filter(({ role }) => role === 'user')
      .map(({ text }) => text)
      .join('\n'),
  )
  const [longest = ''] = texts.sort((a, b) => b.length - a.length)
  return longest.match(/m\d+\./g) ?? []
}

test('the key expires in the middle of a burst: nothing is lost, nothing comes twice', async () => {
  await using model = await OpenAIServer.start({ script: () => say('ok') })
  await using scene = await VkScene.start('direct chat', { env: { ...modelVariables(model), ...COLLECT } })
  const { longPoll } = scene.vk.community
  const labels = Array.from({ length: 60 }, (_, index) => `m${index}.`)
  for (const [index, label] of labels.entries()) {
    if (index % 20 === 10) longPoll.expireKeys()
    scene.asks(label)
    // Some come while the new key is asked for, some with the same answer.
    if (index % 20 === 5) await eventually(() => longPoll.waiting === 1)
  }
  await eventually(() => seenBy(model).length >= labels.length)

  expect(seenBy(model)).toEqual(labels)
  expect(scene.vk.calls.filter(({ method }) => method === 'groups.getLongPollServer').length).toBeGreaterThan(1)
})

test('what is written while the gateway is down is answered when it is back', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start('multi-user chat', { env: modelVariables(model) })
  await scene.gateway.kill()
  const question = scene.asks('anybody there?')
  scene.vk.community.longPoll.expireKeys()
  model.enqueue(say('Here.'))
  await scene.gateway.restart()
  expect((await scene.says('Here.')).replyTo).toBe(question.cmid)
})

test('SIGKILL after VK has an answer and before that is known: the answer is not doubled', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start('direct chat', { env: modelVariables(model) })
  const isAnswer = ({ params }: { readonly params: Readonly<Record<string, string>> }) => params.message === 'Done.'
  scene.vk.fail('messages.send', { dropAfter: true, when: isAnswer, times: 2 })
  model.enqueue(say('Done.'), say('Next.'))
  scene.asks('do it')
  await scene.says('Done.')
  await scene.gateway.kill()
  await scene.gateway.restart()
  const sends = () => scene.vk.calls.filter((call) => call.method === 'messages.send' && isAnswer(call))
  await eventually(() => sends().length > 1 && sends().at(-1)?.error === undefined)
  scene.asks('and then?')
  await scene.says('Next.')

  expect(scene.said.filter(({ text }) => text === 'Done.')).toHaveLength(1)
  expect(new Set(sends().map(({ params }) => params.random_id)).size).toBe(1)
})

test('SIGKILL after VK has a notice and before that is known: it is found again, and closed', async () => {
  await using model = await OpenAIServer.start()
  // What the notice says has changed meanwhile; VK keeps the first, which is then edited.
  await using scene = await VkScene.start('direct chat', {
    env: modelVariables(model),
    breaks: ['random.reused'],
  })
  const isNotice = ({ params }: { readonly params: Readonly<Record<string, string>> }) => params.keyboard !== undefined
  scene.vk.fail('messages.send', { dropAfter: true, when: isNotice, times: 3 })
  model.enqueue(hang(), say('First.'), say('Second.'))
  scene.asks('think')
  await model.waitForRequest(1, PATIENT)
  scene.asks('are you there?')
  await scene.notice()
  await scene.gateway.kill()
  await scene.gateway.restart()
  await scene.says('First.')
  await scene.says('Second.')
  await scene.until(() => scene.said.every(({ keyboard }) => keyboard.length === 0))

  expect(scene.said.filter(({ versions }) => versions.some(({ keyboard }) => keyboard !== undefined))).toHaveLength(1)
})

test('a flood error is no loop: the chat is left alone, and the answer comes when it is over', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start('direct chat', { env: modelVariables(model) })
  scene.vk.fail('messages.send', { code: 9 })
  model.enqueue(say('Here.'))
  scene.asks('hello')
  await scene.vk.waitForCall('messages.send', PATIENT)
  const refusedAt = Date.now()
  await scene.chat.until(() => scene.said.find(({ text }) => text === 'Here.'), { timeoutMs: 90_000 })

  expect(Date.now() - refusedAt).toBeGreaterThan(20_000)
  expect(scene.vk.calls.filter(({ method }) => method === 'messages.send')).toHaveLength(2)
})

test('a slow VK: a cancel in words and a tap take effect at once', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start('direct chat', { env: modelVariables(model) })
  const slow = { delayMs: SLOW_MS, times: Number.POSITIVE_INFINITY }
  for (const method of ['messages.send', 'messages.edit', 'messages.setActivity', 'users.get'])
    scene.vk.fail(method, slow)
  model.enqueue(hang(), hang(), say('At last.'))
  scene.asks('think')
  const first = await model.waitForRequest(1, PATIENT)
  scene.asks('and then?')
  const notice = await scene.notice()
  const tappedAt = Date.now()
  const snackbar = await scene.taps(scene.ann, notice, 'Отменить')
  expect(Date.now() - tappedAt).toBeLessThan(SOON_MS)
  expect(snackbar.text).not.toBe('')
  expect((await model.waitForAbort(first, PATIENT)) - tappedAt).toBeLessThan(SOON_MS)

  const second = await model.waitForRequest(2, PATIENT)
  const askedAt = Date.now()
  scene.commands('/cancel')
  expect((await model.waitForAbort(second, PATIENT)) - askedAt).toBeLessThan(SOON_MS)
  scene.asks('hello')
  await scene.says('At last.')
})
