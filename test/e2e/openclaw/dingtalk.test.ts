import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Chat } from '../../platforms/dingtalk/chat.ts'
import { DingtalkServer } from '../../platforms/dingtalk/server.ts'
import { Host } from './support/host.ts'
import { onHost } from './support/on-host.ts'

/** Ten times what the slowest answer of a busy machine takes. */
const PATIENT = { timeoutMs: 60_000 }

onHost('DingTalk in a real OpenClaw gateway', () => {
  let dingtalk: DingtalkServer
  let host: Host
  beforeAll(async () => {
    dingtalk = await DingtalkServer.start()
    const { clientId, clientSecret } = dingtalk.app
    host = await Host.start({
      channels: {
        dingtalk: {
          clientId,
          clientSecret,
          apiRoot: dingtalk.url,
          oapiRoot: dingtalk.url,
          dmPolicy: 'open',
          groupPolicy: 'open',
          locale: 'zh-CN',
        },
      },
    })
    await dingtalk.connected(1, PATIENT)
  })
  afterAll(async () => {
    const { log } = host
    await host[Symbol.asyncDispose]()
    await dingtalk.stop()
    expect(dingtalk.violations).toEqual([])
    expect(dingtalk.spinningCards).toEqual([])
    expect(log).not.toContain(dingtalk.app.clientSecret)
  })

  /** Waits until the robot has said something in a chat. */
  const says = (chat: Chat, words: string) =>
    chat.until(({ fromBot }) => fromBot.find(({ text }) => text.includes(words)), PATIENT)

  test('a direct chat is told why it waits, on a card with buttons, and is answered in order', async () => {
    const ann = dingtalk.person({ nick: 'Ann' })
    const chat = dingtalk.directChat(ann)
    const work = host.work()
    const { message: question } = ann.says(chat, `${work.call} one`)
    await host.asked('one')
    await chat.until(() => question.emotions.includes('🤔 思考中'), PATIENT)
    ann.says(chat, 'two')
    const notice = await says(chat, '消息已收到')
    expect(notice.way).toBe('card')
    expect(notice.buttons.map(({ label }) => label)).toContain('取消')
    await work.end()
    await says(chat, 'You said: one')
    await says(chat, 'You said: two')
    await chat.until(() => notice.buttons.length === 0 && !chat.typing(), PATIENT)
  })

  test('in a group a button that is a message cancels the run, and the next mention is answered', async () => {
    const bob = dingtalk.person({ nick: 'Bob' })
    const chat = dingtalk.group([bob])
    bob.says(chat, `${host.work().call} for long`)
    await host.asked('for long')
    bob.says(chat, 'and now?')
    const notice = await chat.until(({ fromBot }) => fromBot.find(({ buttons }) => buttons.length > 0), PATIENT)
    const { said } = await bob.taps(notice, '取消')
    const told = await chat.until(({ fromBot }) => fromBot.find(({ replyTo }) => replyTo === said?.message.id), PATIENT)
    expect(told.text).toMatch(/正在停止任务/)
    await says(chat, 'You said: and now?')
  })

  test('after a SIGKILL nothing is left on a card or a message, and what was asked is answered', async () => {
    const ann = dingtalk.person({ nick: 'Ann' })
    const chat = dingtalk.directChat(ann)
    ann.says(chat, `${host.work().call} long one`)
    await host.asked('long one')
    ann.says(chat, 'still there?')
    const notice = await says(chat, '消息已收到')
    await host.kill()
    await dingtalk.connected(0, PATIENT)
    await host.launch()
    await dingtalk.connected(1, PATIENT)
    await says(chat, 'You said: still there?')
    await chat.until(() => notice.buttons.length === 0 && !chat.typing(), PATIENT)
  })
})
