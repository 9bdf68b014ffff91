import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { Chat, ChatMessage } from './chat.ts'
import { mention, type TextContent } from './content.ts'
import type { Person } from './person.ts'
import { FeishuServer } from './server.ts'

const USAGE = `A Feishu with two people, for trying a bot by hand; what they do comes from the standard input.

  node test/platforms/feishu/cli.ts [--port 0] [--app-id cli_…] [--app-secret <secret>]

  ann Hello                 Ann (zh_cn) writes to the bot
  bob@group @bot Hello      Bob (en_us) writes in the group, and mentions the bot
  bob@topics @bot Hello     the same in a topic group
  ann tap 取消               taps the newest button with this on it, in the p2p chat
  bob@group tap Cancel      the same in the group
  drop                      breaks the long connection

Calls and messages are shown as JSON lines on the standard error.
`
const USAGE_ERROR = 2
const MENTION = '@bot '

/** A line of the log about a message. */
function shown(event: string, { chat, id, from, text, buttons, thread, parent }: ChatMessage): string {
  const labels = buttons.map(({ label }) => label)
  return JSON.stringify({
    event,
    chat: chat.id,
    id,
    from: from.name,
    text,
    buttons: labels,
    thread,
    replyTo: parent?.id,
  })
}

async function act(server: FeishuServer, person: Person, chat: Chat, words: string): Promise<void> {
  const [, label] = /^tap (.+)$/.exec(words) ?? []
  if (label === undefined) {
    const content: TextContent = words.startsWith(MENTION)
      ? [mention(server.bot), ` ${words.slice(MENTION.length)}`]
      : words
    person.sends(chat, content)
    return
  }
  const message = chat.messages.findLast((one) => one.button(label) !== undefined)
  if (message === undefined) throw new Error(`there is no button ${label}`)
  const { text, type, afterMs } = await person.taps(message, label)
  process.stderr.write(`${JSON.stringify({ event: 'toast', text, type, afterMs })}\n`)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'app-id': { type: 'string' },
      'app-secret': { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const { 'app-id': appId, 'app-secret': appSecret } = values
  const server = await FeishuServer.start({
    port: Number(values.port),
    bot: { ...(appId && { appId }), ...(appSecret && { appSecret }) },
    onCall: ({ number, method, status, code, error }) =>
      process.stderr.write(`${JSON.stringify({ event: 'call', number, method, status, code, error })}\n`),
    onMessage: (event, message) => process.stderr.write(`${shown(event, message)}\n`),
  })
  const ann = server.user({ name: 'Ann', language: 'zh_cn' })
  const bob = server.user({ name: 'Bob', language: 'en_us' })
  const group = server.group({ members: [ann, bob] })
  const topics = server.group({ name: 'Topics', members: [ann, bob], topics: true })
  const people = new Map([
    ['ann', ann],
    ['bob', bob],
  ])
  process.stdout.write(`feishu-fake ready ${server.url} ${server.bot.appId} ${server.bot.appSecret}\n`)
  const input = createInterface({ input: process.stdin })
  input.on('line', (line) => {
    if (line === 'drop') {
      server.bot.connections[0]?.drop()
      return
    }
    const [, name = '', where, words = ''] = /^(\w+)(?:@(\w+))? (.+)$/.exec(line) ?? []
    const person = people.get(name)
    if (person === undefined) {
      process.stderr.write(USAGE)
      return
    }
    const chat = where === 'group' ? group : where === 'topics' ? topics : server.p2p(person)
    act(server, person, chat, words).catch((error: unknown) => {
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
