import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { Chat, ChatMessage } from './chat.ts'
import type { Person } from './person.ts'
import { TelegramServer } from './server.ts'

const USAGE = `A Telegram with two people, for trying a bot by hand; what they do comes from the standard input.

  node test/platforms/telegram/cli.ts [--port 0] [--username holdline_bot] [--token <token>] [--no-privacy]

  ann Hello                 Ann (ru) writes to the bot
  bob@group @bot Hello      Bob (en) writes in the group; chats: group, topic
  ann tap Cancel            taps the newest button with this label, in the private chat
  bob@group tap Cancel      the same in the group
  ann block | ann unblock

Calls and messages are shown as JSON lines on the standard error.
`
const USAGE_ERROR = 2

interface Place {
  readonly chat: Chat
  readonly thread?: number
}

/** A line of the log about a message. */
function shown(event: 'new' | 'edited', { chat, id, from, text, keyboard, thread, replyTo }: ChatMessage): string {
  const buttons = keyboard.flat().map(({ text: label }) => label)
  return JSON.stringify({ event, chat: chat.id, id, from: from?.first_name, text, buttons, thread, replyTo })
}

async function act(person: Person, { chat, thread }: Place, words: string): Promise<void> {
  const [, label] = /^tap (.+)$/.exec(words) ?? []
  if (words === 'block') return person.blocks()
  if (words === 'unblock') return person.unblocks()
  if (label === undefined) {
    person.sends(chat, words, thread === undefined ? {} : { thread })
    return
  }
  const message = chat.messages.findLast((one) => one.button(label) !== undefined)
  if (message === undefined) throw new Error(`there is no button ${label}`)
  const { text, alert, afterMs } = await person.taps(message, label)
  process.stderr.write(`${JSON.stringify({ event: 'toast', text, alert, afterMs })}\n`)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      username: { type: 'string' },
      token: { type: 'string' },
      'no-privacy': { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const { username, token } = values
  const bot = { privacy: !values['no-privacy'], ...(username && { username }), ...(token && { token }) }
  const server = await TelegramServer.start({
    port: Number(values.port),
    bot,
    onCall: ({ number, method, status, error }) =>
      process.stderr.write(`${JSON.stringify({ event: 'call', number, method, status, error })}\n`),
    onMessage: (event, message) => process.stderr.write(`${shown(event, message)}\n`),
  })
  const ann = server.user({ firstName: 'Ann', username: 'ann_lee', languageCode: 'ru' })
  const bob = server.user({ firstName: 'Bob', username: 'bob_ray', languageCode: 'en' })
  const group = server.group({ members: [ann, bob] })
  const forum = server.group({ title: 'Forum', members: [ann, bob], topics: ['Support'] })
  const thread = Math.max(...forum.topics.keys())
  const people = new Map([
    ['ann', ann],
    ['bob', bob],
  ])
  process.stdout.write(`telegram-fake ready ${server.url} ${server.bot.token}\n`)
  const input = createInterface({ input: process.stdin })
  input.on('line', (line) => {
    const [, name = '', where, words = ''] = /^(\w+)(?:@(\w+))? (.+)$/.exec(line) ?? []
    const person = people.get(name)
    if (person === undefined) {
      process.stderr.write(USAGE)
      return
    }
    const place = where === 'group' ? { chat: group } : where === 'topic' ? { chat: forum, thread } : undefined
    act(person, place ?? { chat: server.privateChat(person) }, words).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    })
  })
  const stop = () => {
    for (const { rule, message } of server.violations) process.stderr.write(`violation of ${rule}: ${message}\n`)
    input.close()
    void server.stop()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exitCode = USAGE_ERROR
})
