import type { ChatPage } from './chat-page.ts'

/** What a finger needs, in CSS pixels (WCAG 2.5.5). */
const TARGET_PX = 44

/** A box that scrolls sideways although it is no table and no code; 1 px is rounding. */
const SIDEWAYS = `[...document.querySelectorAll('html, body, .scroller, .notice, .composer, .menu:popover-open')]
  .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
  .map((element) => 'scrolls sideways: ' + (element.className || element.localName))`

/** Controls that a finger would miss. Links within a text may be as high as its lines. */
const SMALL = `[...document.querySelectorAll('button, select, summary, textarea, input')]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches('.skip'))
  .filter((element) => { const { width, height } = element.getBoundingClientRect()
    return width < ${TARGET_PX} - 0.5 || height < ${TARGET_PX} - 0.5 })
  .map((element) => 'smaller than ${TARGET_PX} px: ' + (element.textContent || element.outerHTML))`

/** What is wrong with the sizes on the page now. */
export async function misfits(chat: ChatPage): Promise<readonly string[]> {
  return [...(await chat.look<string[]>(SIDEWAYS)), ...(await chat.look<string[]>(SMALL))]
}
