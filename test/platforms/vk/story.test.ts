import { expect, onTestFinished, test } from 'vitest'
import { Keyboard, VK } from 'vk-io'
import { TRANSPORTS } from './transports.ts'

const NO_AGENT: object = { agent: undefined }

for (const { name, start } of TRANSPORTS) {
  test(`${name}: a bot on the real vk-io answers, edits what is tapped, and shows a snackbar`, async () => {
    const { vk, close } = await start({ community: { longPoll: { events: ['message_new', 'message_event'] } } })
    onTestFinished(close)
    const { community } = vk
    const bot = new VK({
      token: community.token,
      pollingGroupId: community.id,
      apiBaseUrl: `${vk.url}/method`,
      apiLimit: 20,
      ...NO_AGENT,
    })
    onTestFinished(() => bot.updates.stop())
    bot.updates.on('message_new', async (context) => {
      const keyboard = Keyboard.builder().callbackButton({ label: 'Cancel', payload: { a: 'c' }, color: 'negative' })
      await bot.api.messages.send({
        peer_ids: [context.peerId],
        message: 'Busy',
        random_id: 7,
        keyboard: keyboard.inline(),
      })
    })
    bot.updates.on('message_event', async (context) => {
      await context.answer({ type: 'show_snackbar', text: 'Cancelled' })
      const { peerId: peer_id, conversationMessageId: cmid } = context
      await bot.api.messages.edit({ peer_id, cmid, message: 'Cancelled', keyboard: '{"buttons":[],"inline":true}' })
    })
    await bot.updates.startPolling()
    const ann = vk.person({ firstName: 'Ann' })
    const chat = vk.directChat(ann)
    ann.sends(chat, 'Hello')
    const notice = await chat.until(() => chat.messages.find(({ text }) => text === 'Busy'))
    expect(notice.button('Cancel')?.color).toBe('negative')
    expect((await ann.taps(chat, notice, 'Cancel')).text).toBe('Cancelled')
    await chat.until(() => notice.text === 'Cancelled' && notice.keyboard.length === 0)
    expect(vk.violations).toEqual([])
  })
}
