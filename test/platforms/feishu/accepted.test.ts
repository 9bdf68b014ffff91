import { expect, test } from 'vitest'
import { ManualClock } from '../kit/manual-clock.ts'
import {
  cardOf,
  fetchSent,
  newest,
  patch,
  picture,
  plain,
  react,
  reply,
  say,
  sayCard,
  sentCard,
  unreact,
} from './refused/refused-case.ts'
import { card, type Scene, sceneOn, to } from './scene.ts'
import { TRANSPORTS } from './transports.ts'

// What is just within a rule, so that a rule that refuses everything fails here.

const markdown = (content: string) => ({ tag: 'markdown', content })
const TABLE = '| a | b |\n|---|---|\n| 1 | 2 |\n\n'
const DAY_MS = 24 * 60 * 60 * 1000

async function times(count: number, run: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += 1) await run()
}

const ACCEPTED: readonly [string, (scene: Scene) => Promise<unknown>][] = [
  ['a text of nearly 150 KB', (s) => say(s, 'text', { text: 'x'.repeat(150 * 1024 - '{"text":""}'.length) })],
  ['200 elements', (s) => sayCard(s, cardOf(...Array.from({ length: 200 }, () => markdown('Hi'))))],
  ['five tables', (s) => sayCard(s, cardOf(markdown(TABLE.repeat(5))))],
  ['tables in a code block', (s) => sayCard(s, cardOf(markdown(`\`\`\`\n${TABLE.repeat(9)}\n\`\`\``)))],
  ['an element id of 20', (s) => sayCard(s, cardOf({ ...markdown('Hi'), element_id: `a${'1'.repeat(19)}` }))],
  ['a uuid of 50', (s) => s.client.im.v1.message.create(to(s.chat, 'text', { text: 'Hi' }, { uuid: 'u'.repeat(50) }))],
  [
    'a header, a panel, a rule, a table and an address',
    (s) =>
      sayCard(s, {
        ...cardOf(
          { tag: 'hr' },
          { tag: 'div', text: plain('Hi') },
          { tag: 'collapsible_panel', header: { title: plain('More') }, elements: [markdown('Less')] },
          { tag: 'table', columns: [{ name: 'a', display_name: 'A' }], rows: [{ a: '1' }] },
          { tag: 'button', text: plain('Docs'), behaviors: [{ type: 'open_url', default_url: 'https://x.test' }] },
        ),
        header: { title: plain('Title'), template: 'blue' },
      }),
  ],
  [
    'five changes in a second, and a sixth after it',
    async (s) => {
      const message = await sentCard(s)
      await times(5, () => patch(s, message))
      s.clock.advance(1_000)
      return patch(s, message)
    },
  ],
  [
    'five messages in a second, and a sixth after it',
    async (s) => {
      await times(5, () => say(s))
      s.clock.advance(1_000)
      return say(s)
    },
  ],
  [
    'a change after 13 days',
    async (s) => {
      const message = await sentCard(s)
      // The SDK's own clock stands still, so its token is not asked for again.
      s.clock.advance(13 * DAY_MS)
      const { token } = s.bot.token()
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const body = JSON.stringify({ content: JSON.stringify(card('late')) })
      const url = `${s.url}/open-apis/im/v1/messages/${message.id}`
      const response = await fetch(url, { method: 'PATCH', headers, body })
      return response.json()
    },
  ],
  [
    'a reaction twice, and taking it back',
    async (s) => {
      const message = s.ann.sends(s.chat, 'Hello')
      const first = await react(s, message)
      const second = await react(s, message)
      expect(second.data?.reaction_id).toBe(first.data?.reaction_id)
      expect(message.reactions).toHaveLength(1)
      const result = await unreact(s, message, first.data?.reaction_id ?? '')
      expect(message.reactions).toEqual([])
      return result
    },
  ],
  ['fetching a picture', async (s) => ({ code: 0, bytes: await fetchSent(s, picture(s)) })],
  [
    'a picture and a file of one’s own',
    async (s) => {
      const image = await s.client.im.v1.image.create({
        data: { image_type: 'message', image: Buffer.from([0, 255, 13, 10]) },
      })
      const file = await s.client.im.v1.file.create({
        data: { file_type: 'stream', file_name: 'ответ.md', file: Buffer.from('# Hi') },
      })
      await say(s, 'image', { image_key: image?.image_key })
      return say(s, 'file', { file_key: file?.file_key })
    },
  ],
  [
    'a rich text by language',
    (s) =>
      say(s, 'post', { zh_cn: { title: '你好', content: [[{ tag: 'md', text: '**好**' }]] }, en_us: { content: [] } }),
  ],
  [
    'taking back one’s own',
    async (s) => {
      await say(s)
      return s.client.im.v1.message.delete({ path: { message_id: newest(s).id } })
    },
  ],
  ['an answer', (s) => reply(s, s.ann.sends(s.chat, 'Hello'))],
]

for (const { name, start } of TRANSPORTS) {
  for (const [what, run] of ACCEPTED) {
    test(`${name}: accepts ${what}`, async () => {
      const clock = new ManualClock()
      const scene = sceneOn(await start({ clock }), clock)
      expect(await run(scene)).toMatchObject({ code: 0 })
      expect(scene.feishu.violations).toEqual([])
    })
  }
}
