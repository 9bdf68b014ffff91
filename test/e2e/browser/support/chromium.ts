import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Where Debian, other systems and macOS keep it. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Chromium's own services call home otherwise; its sandbox does not work for root, who runs the tests in containers. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A turn of the wheel is then one step, done when it is seen.
  '--disable-smooth-scrolling',
]

/** The system's Chromium; `CHROMIUM` names another one. Nothing is downloaded. */
export function findChromium(): string | undefined {
  const own = process.env.CHROMIUM
  return own === undefined ? PLACES.find((path) => existsSync(path)) : own
}

/** Starts Chromium without a window. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error(`no Chromium at ${PLACES.join(', ')}; CHROMIUM can name one`)
  return await chromium.launch({ executablePath, args: ARGUMENTS })
}
