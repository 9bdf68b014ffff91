import { call, type Scene } from '../scene.ts'
import { button, ownMessage, type RefusedCase, say } from './refused-case.ts'

const rows = (count: number, length: number) => ({
  reply_markup: { inline_keyboard: Array(count).fill(Array(length).fill({ text: 'Go', callback_data: 'go' })) },
})
const edit = (scene: Scene, message_id: number, more: object = {}) =>
  call(scene, 'editMessageText', { chat_id: scene.chat.id, message_id, text: 'New', ...more })

/** Keyboards and their buttons. */
export const REFUSED_KEYBOARDS: readonly RefusedCase[] = [
  {
    rule: 'keyboard.shape',
    what: 'a flat keyboard',
    words: 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    run: (s) => say(s, { reply_markup: { inline_keyboard: [{ text: 'Go' }] } }),
  },
  {
    rule: 'keyboard.size',
    what: '9 buttons in a row',
    words: 'more than 8 buttons in a row',
    run: (s) => say(s, rows(1, 9)),
  },
  { rule: 'keyboard.size', what: '101 buttons', words: 'reply markup is too long', run: (s) => say(s, rows(101, 1)) },
  {
    rule: 'keyboard.size',
    what: '10 kB of buttons',
    words: 'reply markup is too long',
    run: (s) => say(s, button({ text: 'x'.repeat(10_000) })),
  },
  {
    rule: 'keyboard.inline',
    what: 'an edit with a reply keyboard',
    words: 'inline keyboard expected',
    run: async (s) => edit(s, (await ownMessage(s)).id, { reply_markup: { keyboard: [['Go']] } }),
  },
  {
    rule: 'button.text',
    what: 'a button without a label',
    words: 'inline keyboard button text must be non-empty',
    run: (s) => say(s, button({ text: '' })),
  },
  {
    rule: 'button.action',
    what: 'a button that does nothing',
    words: "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    run: (s) => say(s, button({ callback_data: undefined })),
  },
  {
    rule: 'button.action',
    what: 'a button that does two things',
    words: "can't parse inline keyboard button: url and callback_data exclude each other",
    run: (s) => say(s, button({ url: 'https://example.org' })),
  },
  {
    rule: 'button.url',
    what: 'a button that opens a machine without a domain',
    words: "inline keyboard button URL 'http://grafana:3000' is invalid: Wrong HTTP URL",
    run: (s) => say(s, button({ callback_data: undefined, url: 'http://grafana:3000' })),
  },
  {
    rule: 'button.url',
    what: 'a button that opens a file elsewhere',
    words: "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
    run: (s) => say(s, button({ callback_data: undefined, url: 'ftp://example.org' })),
  },
  {
    rule: 'button.data',
    what: '65 bytes of data',
    words: 'BUTTON_DATA_INVALID',
    run: (s) => say(s, button({ callback_data: `${'я'.repeat(32)}x` })),
  },
  {
    rule: 'button.style',
    what: 'a style there is not',
    words: "can't parse inline keyboard button: invalid button style specified",
    run: (s) => say(s, button({ style: 'warning' })),
  },
  {
    rule: 'button.field',
    what: 'a field there is not',
    words: 'can\'t parse inline keyboard button: there is no field "color"',
    run: (s) => say(s, button({ color: 'red' })),
  },
]
