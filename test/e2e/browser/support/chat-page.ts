import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { EVENTUALLY, PATIENCE_MS } from './patience.ts'

/** Reports what the page's Content-Security-Policy refused, also where the browser itself writes nothing. */
const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
  console.error('CSP refused', violatedDirective, blockedURI, sample))`

/** What the browser writes by itself when the server is away. */
const SERVER_AWAY = /ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|WebSocket connection to/

/** The part of an element that {@link ChatPage.lines} reads. */
interface LogElement {
  readonly dataset: Readonly<Record<string, string | undefined>>
  readonly textContent: string
  querySelector(selector: string): LogElement | null
}

/** How a page is opened: with the browser's settings, and what the test knows beforehand. */
export interface Opening extends BrowserContextOptions {
  /** The server goes away during the test. */
  readonly outages?: boolean
  /** Time in the page can be moved forward (`page.clock`). */
  readonly fakeClock?: boolean
}

/**
 * The chat page as a person uses it. Leaving it (`await using`) fails when the page wrote an error or a warning to the
 * console, threw, or tried what its Content-Security-Policy refuses.
 */
export class ChatPage {
  readonly page: Page
  /** What went wrong in the page so far. */
  readonly problems: string[] = []
  readonly #context: BrowserContext
  readonly #ownsContext: boolean

  private constructor(context: BrowserContext, page: Page, ownsContext: boolean, outages: boolean) {
    this.#context = context
    this.#ownsContext = ownsContext
    this.page = page
    page.on('pageerror', (error) => this.problems.push(String(error)))
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return
      if (!(outages && SERVER_AWAY.test(message.text()))) this.problems.push(`${message.type()}: ${message.text()}`)
    })
  }

  /** Opens the page with storage of its own; resolves when it is online. */
  static async open(
    browser: Browser,
    url: string,
    { outages = false, fakeClock = false, ...settings }: Opening = {},
  ): Promise<ChatPage> {
    const context = await browser.newContext({ locale: 'en-US', ...settings })
    context.setDefaultTimeout(PATIENCE_MS)
    await context.addInitScript(TELL_VIOLATIONS)
    const chat = new ChatPage(context, await context.newPage(), true, outages)
    if (fakeClock) await chat.page.clock.install()
    await chat.page.goto(url)
    await chat.connection('online').waitFor({ state: 'attached' })
    return chat
  }

  /** Opens another tab of the same browser, and so of the same chat. */
  async tab(): Promise<ChatPage> {
    const tab = new ChatPage(this.#context, await this.#context.newPage(), false, false)
    await tab.page.goto(this.page.url())
    await tab.connection('online').waitFor({ state: 'attached' })
    return tab
  }

  /** Writes a message and presses Enter. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Loads the page again; resolves when it is online. */
  async reload(): Promise<void> {
    await this.page.reload()
    await this.connection('online').waitFor({ state: 'attached' })
  }

  get composer(): Locator {
    return this.page.getByTestId('composer')
  }

  get typing(): Locator {
    return this.page.getByTestId('typing')
  }

  get toast(): Locator {
    return this.page.getByTestId('toast')
  }

  /** The cards. */
  get live(): Locator {
    return this.page.locator('[data-testid="notice"][data-state="live"]')
  }

  /** The card, while its agent does this. */
  doing(reason: string): Locator {
    return this.live.and(this.page.locator(`[data-reason="${reason}"]`))
  }

  /** The closed notices of a kind. */
  closed(kind: string): Locator {
    return this.page.locator(`[data-testid="notice"][data-state="closed"][data-kind="${kind}"]`)
  }

  /** A notice's button. */
  action(name: string): Locator {
    return this.page.getByTestId(`action-${name}`)
  }

  /** The messages of the person that the server has. */
  get mine(): Locator {
    return this.page.locator('[data-testid="message"][data-role="user"][data-state="final"]')
  }

  /** The finished answers. */
  get answers(): Locator {
    return this.page.locator('[data-testid="message"][data-role="agent"][data-state="final"]')
  }

  /** The finished answer with this text. */
  answer(text: string): Locator {
    return this.answers.filter({ hasText: text })
  }

  /** The element that tells of the connection, in a state. */
  connection(state: string): Locator {
    return this.page.locator(`[data-testid="connection"][data-state="${state}"]`)
  }

  /** The conversation from above: `user: …`, `agent: …` (first lines), a closed notice as its kind. */
  async lines(): Promise<readonly string[]> {
    return await this.page.locator('[role="log"] > *').evaluateAll((elements: readonly LogElement[]) =>
      elements.map((element) => {
        const { testid, kind, role } = element.dataset
        if (testid === 'notice') return `${kind}`
        const text = '[data-testid="message-text"]'
        const first = element.querySelector(`${text} p`) ?? element.querySelector(text) ?? element
        return `${role}: ${first.textContent}`
      }),
    )
  }

  /** Waits until the conversation is exactly so; frames of one moment may be drawn in two. */
  async shows(lines: readonly string[]): Promise<void> {
    await expect.poll(() => this.lines(), EVENTUALLY).toEqual(lines)
  }

  /** Evaluates an expression in the page. */
  async look<T>(expression: string): Promise<T> {
    return await this.page.evaluate<T>(expression)
  }

  /** Closes the page, and fails if something went wrong in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ownsContext) await this.#context.close()
    else await this.page.close()
    if (this.problems.length > 0) throw new Error(`the page had problems:\n${this.problems.join('\n')}`)
  }
}
