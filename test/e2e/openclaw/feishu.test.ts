import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Chat } from '../../platforms/feishu/chat.ts'
import { mention } from '../../platforms/feishu/content.ts'
import { FeishuServer } from '../../platforms/feishu/server.ts'
import { Host } from './support/host.ts'
import { onHost } from './support/on-host.ts'

/** Ten times what the slowest answer of a busy machine takes. */
const PATIENT = { timeoutMs: 60_000 }

onHost('Feishu in a real OpenClaw gateway', () => {
  let feishu: FeishuServer
  let host: Host
  beforeAll(async () => {
    feishu = await FeishuServer.start()
    const second = feishu.account({ name: 'Second' })
    const { appId, appSecret } = feishu.bot
    host = await Host.start({
      channels: {
        feishu: {
          domain: feishu.url,
          dmPolicy: 'open',
          groupPolicy: 'open',
          accounts: { first: { appId, appSecret }, second: { appId: second.appId, appSecret: second.appSecret } },
        },
      },
    })
    for (const app of feishu.apps) await feishu.connected(app, 1, PATIENT)
  })
  afterAll(async () => {
    const { log } = host
    await host[Symbol.asyncDispose]()
    await feishu.stop()
    expect(feishu.violations).toEqual([])
    for (const { appSecret } of feishu.apps) expect(log).not.toContain(appSecret)
  })

  /** Waits until a bot has said something in a chat, in English or in a reader's language. */
  const says = (chat: Chat, words: string, language: 'en_us' | 'zh_cn' = 'en_us') =>
    chat.until(({ fromBots }) => fromBots.find((message) => message.textIn(language).includes(words)), PATIENT)
  const tidy = (chat: Chat) =>
    chat.until(
      ({ fromBots, messages }) =>
        fromBots.every(({ buttons }) => buttons.length === 0) &&
        messages.every(({ reactions }) => reactions.length === 0),
      PATIENT,
    )

  test('a p2p chat is told why it waits, in its language and with buttons, and is answered in order', async () => {
    const ann = feishu.user({ name: 'Ann', language: 'zh_cn' })
    const chat = feishu.p2p(ann)
    const work = host.work()
    const first = ann.sends(chat, `${work.call} one`)
    await host.asked('one')
    await chat.until(() => first.reactions.some(({ emoji }) => emoji === 'Typing'), PATIENT)
    const second = ann.sends(chat, 'two')
    const notice = await says(chat, '消息已收到', 'zh_cn')
    expect(notice.parent).toBe(second)
    expect(ann.reads(notice).buttons).toContain('取消')
    await work.end()
    await says(chat, 'You said: one')
    await says(chat, 'You said: two')
    await tidy(chat)
  })

  test('two bots in a group: a run that is cancelled by a tap, or fails, holds neither of them', async () => {
    const [first, second] = feishu.apps
    if (first === undefined || second === undefined) throw new Error('two apps are needed')
    const bob = feishu.user({ name: 'Bob' })
    const chat = feishu.group({ members: [bob], bots: [first, second] })
    bob.sends(chat, [mention(first), ` ${host.work().call} wait for me`])
    await host.asked('wait for me')
    bob.sends(chat, [mention(first), ' and now?'])
    bob.sends(chat, [mention(second), ' and you?'])
    const notice = await says(chat, 'Message received')
    expect((await bob.taps(notice, 'Cancel')).text).toMatch(/Stopping/)
    await says(chat, 'You said: and now?')
    const answer = await says(chat, 'You said: and you?')
    expect(answer.from).toBe(second)
    bob.sends(chat, [mention(first), ' {{overflow}} too much'])
    await says(chat, 'too long for the AI model')
    bob.sends(chat, [mention(first), ' better?'])
    await says(chat, 'You said: better?')
  })

  test('SIGKILL: what was written meanwhile is answered once, in its thread, and no reaction stays', async () => {
    const dan = feishu.user({ name: 'Dan' })
    const chat = feishu.group({ members: [dan] })
    const plans = dan.sends(chat, 'plans')
    const { thread } = dan.sends(chat, [mention(feishu.bot), ' before'], { replyTo: plans, inThread: true })
    await says(chat, 'You said: before')
    await host.kill()
    // What goes to a line that is dead already comes again after 15 s, and then after minutes.
    for (const app of feishu.apps) await feishu.connected(app, 0, PATIENT)
    const missed = dan.sends(chat, [mention(feishu.bot), ' while you were away'], { replyTo: plans, inThread: true })
    await host.launch()
    const answer = await says(chat, 'You said: while you were away')
    expect(answer).toMatchObject({ parent: missed, thread })
    await tidy(chat)
    expect(chat.fromBots.filter(({ text }) => text.includes('while you were away'))).toHaveLength(1)
  })
})
