import { card, clientOf, to } from '../scene.ts'
import { cardOf, group, newest, patch, plain, type RefusedCase, say, sayCard, sentCard } from './refused-case.ts'

const markdown = (content: string) => ({ tag: 'markdown', content })
const button = (fields: object) => ({ tag: 'button', text: plain('Go'), ...fields })
const TABLE = '| a | b |\n|---|---|\n| 1 | 2 |\n\n'
const DAY_MS = 24 * 60 * 60 * 1000

/** A card that cannot be sent. */
function refused(rule: RefusedCase['rule'], what: string, json: unknown, words?: string): RefusedCase {
  return { rule, what, code: 230099, ...(words !== undefined && { words }), run: (s) => sayCard(s, json) }
}

/** Cards that cannot be sent, and changes that cannot be made. */
export const REFUSED_CARDS: readonly RefusedCase[] = [
  refused('card.parse', 'a card that is a list', []),
  refused('card.schema', 'a card of JSON 1.0', { config: { update_multi: true }, elements: [] }),
  refused('card.tag', 'an action', cardOf({ tag: 'action', actions: [] }), 'ErrCode: 200861'),
  refused('card.tag', 'a note', cardOf({ tag: 'note', elements: [] })),
  refused('card.tag', 'a column outside of a column set', cardOf({ tag: 'column', elements: [] })),
  refused('card.property', 'elements beside the body', { ...cardOf(), elements: [] }, 'card.elements'),
  refused('card.property', 'texts by language for the whole card', { ...cardOf(), i18n_elements: {} }),
  refused('card.property', 'a property there is not', cardOf({ ...markdown('Hi'), bold: true }), 'markdown.bold'),
  refused('card.property', 'a language there is not', cardOf({ ...markdown('Hi'), i18n_content: { zh: 'x' } })),
  refused('card.value', 'a card that is not the same for all', { ...cardOf(), config: { update_multi: false } }),
  refused('card.value', 'a body without elements', { schema: '2.0', body: {} }),
  refused('card.value', 'a colour there is not', { ...cardOf(), header: { title: plain('Hi'), template: 'pink' } }),
  refused('card.value', 'a text where a component belongs', cardOf({ tag: 'div', text: 'Hi' })),
  refused('card.value', 'an element id twice', cardOf(...[1, 2].map(() => ({ ...markdown('Hi'), element_id: 'a' })))),
  refused('card.value', 'a kind of button there is not', cardOf(button({ type: 'warning' }))),
  refused('card.value', 'a behaviour there is not', cardOf(button({ behaviors: [{ type: 'tap' }] }))),
  refused('card.elements', '201 elements', cardOf(...Array.from({ length: 201 }, () => markdown('Hi')))),
  refused('card.tables', 'six tables in Markdown', cardOf(markdown(TABLE.repeat(6))), 'ErrCode: 11310'),
  refused(
    'button.callback',
    'a callback with a text',
    cardOf(button({ behaviors: [{ type: 'callback', value: 'go' }] })),
  ),
  refused('button.text', 'a button without words', cardOf(button({ text: plain('') }))),
  {
    rule: 'card.kind',
    what: 'a card in the place of a text',
    code: 230001,
    run: async (s) => {
      await say(s)
      return patch(s, newest(s))
    },
  },
  {
    rule: 'card.shared',
    what: 'a change of a card that does not say that it is the same for all',
    code: 230099,
    run: async (s) => patch(s, await sentCard(s, { ...cardOf(markdown('Hi')), config: {} })),
  },
  {
    rule: 'card.shared',
    what: 'a change to a card that does not say that it is the same for all',
    code: 230099,
    run: async (s) => patch(s, await sentCard(s), { ...cardOf(markdown('Hi')), config: {} }),
  },
  {
    rule: 'card.age',
    what: 'a change after 14 days',
    code: 230031,
    run: async (s) => {
      const message = await sentCard(s)
      s.clock.advance(14 * DAY_MS + 1)
      s.bot.expireTokens()
      return patch({ ...s, client: clientOf(s.url, s.bot) }, message)
    },
  },
  {
    rule: 'message.own',
    what: 'a change of another bot’s card',
    code: 230012,
    run: async (s) => {
      const other = s.feishu.account()
      const chat = group(s, { bots: [s.bot, other] })
      await clientOf(s.url, other).im.v1.message.create(to(chat, 'interactive', card('busy')))
      return patch(s, newest({ chat }))
    },
  },
  {
    rule: 'message.withdrawn',
    what: 'a change of a card that was taken back',
    code: 230011,
    run: async (s) => {
      const message = await sentCard(s)
      await s.client.im.v1.message.delete({ path: { message_id: message.id } })
      return patch(s, message)
    },
  },
  {
    rule: 'edit.kind',
    what: 'another text in the place of a card',
    code: 230054,
    run: async (s) => {
      const { id } = await sentCard(s)
      const data = { msg_type: 'text', content: '{"text":"Hi"}' }
      return s.client.im.v1.message.update({ path: { message_id: id }, data })
    },
  },
  {
    rule: 'edit.count',
    what: 'a 21st edit of a text',
    code: 230072,
    run: async (s) => {
      await say(s)
      const edit = (text: string) =>
        s.client.im.v1.message.update({
          path: { message_id: newest(s).id },
          data: { msg_type: 'text', content: JSON.stringify({ text }) },
        })
      for (let count = 1; count <= 20; count += 1) {
        s.clock.advance(1_000)
        await edit(`Edit ${count}`)
      }
      return edit('One more')
    },
  },
]
