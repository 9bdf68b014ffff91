import { expect } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { violations } from './support/axe.ts'
import { test } from './support/browser-test.ts'
import { ChatPage } from './support/chat-page.ts'
import { misfits } from './support/layout.ts'
import { EVENTUALLY } from './support/patience.ts'

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

/** The demo model repeats it, and it is wider than a phone. */
const WIDE = `look:

| Offer | Price | Delivery | Remarks |
|-|-|-|-|
| Alpha | 1,200.00 | in three days | with set-up and training |

\`\`\`ts
const wide = 'on one line, which scrolls in a box of its own and not with the page'
\`\`\``

/** What is still fading in has less contrast than it will have. */
const FADING = `document.getAnimations().filter(({ playState, effect }) =>
  playState !== 'finished' && effect.getTiming().iterations === 1).length`

/** The states of the page, each from the one before. */
const STATES: readonly [name: string, enter: (chat: ChatPage) => Promise<unknown>][] = [
  ['empty', (chat) => chat.page.getByTestId('suggestion').first().waitFor()],
  ['menu', (chat) => chat.page.getByTestId('menu').click()],
  [
    'busy',
    async (chat) => {
      await chat.page.keyboard.press('Escape')
      await chat.say('[tool 60s] hello')
      await chat.say('are you there?')
      await chat.doing('tool_running').waitFor()
    },
  ],
  ['asked to be told', async (chat) => [await chat.action('wait').click(), await chat.toast.waitFor()]],
  ['cancelled', async (chat) => [await chat.action('cancel').click(), await chat.answers.waitFor()]],
  ['failed', async (chat) => [await chat.say('[fail provider_error] x'), await chat.action('retry').waitFor()]],
  [
    'a wide answer, and a removed message',
    async (chat) => {
      await chat.say(`[tool 1s] ${WIDE}`)
      await chat.say('remove me')
      await chat.action('dequeue').click()
      await chat.page.locator('[data-state="removed"]').waitFor()
      await chat.page.getByRole('table').waitFor()
    },
  ],
  [
    'rate limited',
    async (chat) => [await chat.say('[ratelimit 2x 60s] x'), await chat.doing('rate_limited').waitFor()],
  ],
]

const VARIANTS = [
  { name: 'a desktop', viewport: { width: 1200, height: 800 } },
  { name: 'a dark phone', ...PHONE, colorScheme: 'dark' },
  { name: 'a Russian phone', ...PHONE, locale: 'ru-RU' },
  { name: 'a Chinese tablet', viewport: { width: 768, height: 1024 }, locale: 'zh-CN' },
] as const

async function expectNothingWrong(chat: ChatPage, state: string): Promise<void> {
  await expect.poll(() => chat.look(FADING), EVENTUALLY).toBe(0)
  expect.soft({ state, wrong: [...(await violations(chat)), ...(await misfits(chat))] }).toEqual({ state, wrong: [] })
}

for (const { name, ...settings } of VARIANTS) {
  test(`on ${name} axe finds nothing, nothing scrolls sideways, and fingers fit, in all states`, async ({ open }) => {
    await using chat = await open(settings)
    for (const [state, enter] of STATES) {
      await enter(chat)
      await expectNothingWrong(chat, state)
    }
  })
}

test('nothing is wrong while the server is away either', async ({ browser }) => {
  await using gateway = await GatewayProcess.start()
  const opened = VARIANTS.map(({ name: _, ...settings }) =>
    ChatPage.open(browser, gateway.url, { ...settings, outages: true }),
  )
  await using chats = new AsyncDisposableStack()
  for (const chat of await Promise.all(opened)) chats.use(chat)
  await gateway.kill()
  for (const [index, chat] of (await Promise.all(opened)).entries()) {
    await chat.connection('waiting').waitFor()
    await chat.say('later')
    await chat.page.locator('[data-testid="message"][data-state="waiting"]').waitFor()
    await expectNothingWrong(chat, `disconnected, on ${VARIANTS[index]?.name}`)
  }
})
