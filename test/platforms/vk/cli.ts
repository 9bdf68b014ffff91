import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { Chat } from './chat.ts'
import type { ChatMessage } from './chat-message.ts'
import { mention } from './content.ts'
import type { Person } from './person.ts'
import { VkServer } from './server.ts'

const USAGE = `A VK with two people, for trying a bot by hand; what they do comes from the standard input.

  node test/platforms/vk/cli.ts [--port 0] [--token <token>] [--hears-all]

  ann Hello                 Ann (ru) writes to the community
  bob@chat @bot Hello       Bob (en) writes in the chat of several; @bot mentions the community
  ann tap Cancel            taps the newest button with this label, in the direct chat
  bob@chat tap Cancel       the same in the chat of several
  ann deny | ann allow

Calls and messages are shown as JSON lines on the standard error.
`
const USAGE_ERROR = 2

/** A line of the log about a message. */
function shown(event: 'new' | 'edited', { cmid, fromId, shown: text, keyboard, replyTo }: ChatMessage, chat: Chat) {
  const buttons = keyboard.flat().map(({ label }) => label)
  return JSON.stringify({ event, peer: chat.peerId, cmid, from: fromId, text, buttons, replyTo })
}

async function act(server: VkServer, person: Person, chat: Chat, words: string): Promise<void> {
  const [, label] = /^tap (.+)$/.exec(words) ?? []
  if (words === 'deny') return person.denies(server.community)
  if (words === 'allow') return person.allows(server.community)
  if (label === undefined) {
    person.sends(chat, words.replace(/^@bot\b/, mention(server.community, '@bot')))
    return
  }
  const message = chat.messages.findLast((one) => one.button(label) !== undefined)
  if (message === undefined) throw new Error(`there is no button ${label}`)
  const { text, afterMs } = await person.taps(chat, message, label)
  process.stderr.write(`${JSON.stringify({ event: 'snackbar', text, afterMs })}\n`)
}

function complain(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      token: { type: 'string' },
      'hears-all': { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const server = await VkServer.start({
    port: Number(values.port),
    community: values.token === undefined ? {} : { token: values.token },
    onCall: ({ number, method, errorCode, error }) =>
      process.stderr.write(`${JSON.stringify({ event: 'call', number, method, errorCode, error })}\n`),
    onMessage: (event, message, chat) => process.stderr.write(`${shown(event, message, chat)}\n`),
  })
  const ann = server.person({ firstName: 'Ann', language: 'ru' })
  const bob = server.person({ firstName: 'Bob', lastName: 'Ray', language: 'en' })
  const team = server.chat({ members: [ann, bob], hearsAll: values['hears-all'] })
  const people = new Map([
    ['ann', ann],
    ['bob', bob],
  ])
  process.stdout.write(`vk-fake ready ${server.url} ${server.community.id} ${server.community.token}\n`)
  const input = createInterface({ input: process.stdin })
  input.on('line', (line) => {
    const [, name = '', where, words = ''] = /^(\w+)(@chat)? (.+)$/.exec(line) ?? []
    const person = people.get(name)
    if (person === undefined) {
      process.stderr.write(USAGE)
      return
    }
    const chat = where === undefined ? server.directChat(person) : team
    act(server, person, chat, words).catch(complain)
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
  complain(error)
  process.stderr.write(`\n${USAGE}`)
  process.exitCode = USAGE_ERROR
})
