import { Bot, InlineKeyboard } from 'grammy'
import { expect, onTestFinished, test } from 'vitest'
import { TRANSPORTS } from './transports.ts'

for (const { name, start } of TRANSPORTS) {
  test(`${name}: a bot on the real grammY answers, edits what is tapped, and stops`, async () => {
    // The last poll of `stop` repeats an offset, for which Telegram would have it wait.
    const { telegram, url, close } = await start({ limits: { repeatedPollMs: 0 } })
    onTestFinished(close)
    const bot = new Bot(telegram.bot.token, { client: { apiRoot: url } })
    bot.on('message:text', (ctx) =>
      ctx.reply('Busy', { reply_markup: new InlineKeyboard().text('Cancel', 'c').danger() }),
    )
    bot.on('callback_query:data', async (ctx) => {
      await ctx.answerCallbackQuery(`Cancelled by ${ctx.from.first_name}`)
      await ctx.editMessageText('Cancelled')
    })
    const running = bot.start({ timeout: 5 })
    const ann = telegram.user({ firstName: 'Ann' })
    const chat = telegram.privateChat(ann)
    ann.sends(chat, 'Hello')
    const notice = await chat.until(() => chat.messages.find(({ text }) => text === 'Busy'))
    expect(notice.button('Cancel')?.style).toBe('danger')
    expect((await ann.taps(notice, 'Cancel')).text).toBe('Cancelled by Ann')
    await chat.until(() => notice.text === 'Cancelled' && notice.keyboard.length === 0)
    await chat.until(() => telegram.bot.pendingUpdates === 0)
    await bot.stop()
    await running
    expect(telegram.violations).toEqual([])
  })
}
