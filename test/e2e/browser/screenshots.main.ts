import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { GatewayProcess } from '../support/gateway.ts'
import { ChatPage, type Opening } from './support/chat-page.ts'
import { launchChromium } from './support/chromium.ts'
import { smallerPng } from './support/smaller-png.ts'

// Makes the pictures in docs/screenshots anew: `npm run screenshots`.

const FOLDER = fileURLToPath(new URL('../../../docs/screenshots/', import.meta.url))

/** What a page in a README still loads quickly. */
const MOST_BYTES = 150_000

/** A while, so that the clock on the card says more than "0 sec"; it passes in the page only. */
const A_WHILE_MS = 12_000

const DESKTOP = { viewport: { width: 960, height: 620 }, deviceScaleFactor: 2 }
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }

/** Brings a page into the state that the picture shows. */
type Pose = (chat: ChatPage, gateway: GatewayProcess) => Promise<void>

function busy(first: string, second: string): (chat: ChatPage) => Promise<void> {
  return async (chat) => {
    await chat.say(first)
    await chat.say(second)
    await chat.doing('tool_running').waitFor()
    await chat.page.clock.fastForward(A_WHILE_MS)
    await chat.live
      .getByTestId('elapsed')
      .filter({ hasText: /1[2-5]/ })
      .waitFor()
  }
}

async function cancelled(chat: ChatPage): Promise<void> {
  await busy('[tool 20s] hello', 'are you there?')(chat)
  await chat.action('cancel').click()
  await chat.answers.waitFor()
  await chat.closed('cancelled').waitFor()
}

async function failed(chat: ChatPage): Promise<void> {
  await chat.say('hello')
  await chat.answers.waitFor()
  await chat.say('[tool 1s] [fail provider_error] and once more')
  await chat.action('retry').waitFor()
}

async function recovered(chat: ChatPage, gateway: GatewayProcess): Promise<void> {
  await busy('[tool 20s] hello', 'are you there?')(chat)
  await gateway.kill()
  await gateway.restart()
  await chat.answers.nth(1).waitFor()
  await chat.closed('recovered').waitFor()
}

const PICTURES: readonly { readonly name: string; readonly settings: Opening; readonly pose: Pose }[] = [
  { name: 'empty', settings: DESKTOP, pose: (chat) => chat.page.getByTestId('suggestion').first().waitFor() },
  { name: 'busy-desktop', settings: DESKTOP, pose: busy('[tool 20s] hello', 'are you there?') },
  {
    name: 'busy-phone-dark',
    settings: { ...PHONE, colorScheme: 'dark' },
    pose: busy('[tool 20s] hello', 'are you there?'),
  },
  { name: 'busy-ru', settings: { ...PHONE, locale: 'ru-RU' }, pose: busy('[tool 20s] привет', 'ты здесь?') },
  { name: 'busy-zh', settings: { ...PHONE, locale: 'zh-CN' }, pose: busy('[tool 20s] 你好', '你还在吗？') },
  { name: 'cancelled', settings: DESKTOP, pose: cancelled },
  { name: 'failed', settings: DESKTOP, pose: failed },
  { name: 'recovered', settings: DESKTOP, pose: recovered },
]

await mkdir(FOLDER, { recursive: true })
const browser = await launchChromium()
for (const { name, settings, pose } of PICTURES) {
  await using gateway = await GatewayProcess.start()
  await using chat = await ChatPage.open(browser, gateway.url, { ...settings, outages: true, fakeClock: true })
  await pose(chat, gateway)
  const picture = smallerPng(await chat.page.screenshot({ animations: 'disabled' }))
  if (picture.length > MOST_BYTES) throw new Error(`${name}.png has ${picture.length} bytes`)
  await writeFile(`${FOLDER}${name}.png`, picture)
  console.log(`${name}.png (${Math.ceil(picture.length / 1000)} kB)`)
}
await browser.close()
