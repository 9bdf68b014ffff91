import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { ChatMessage } from './chat-message.ts'
import { DingtalkServer } from './server.ts'

// A DingTalk to try a gateway by hand: `node test/platforms/dingtalk/main.ts [--port 8790] [--group]`. What is typed is
// said by Ann, `!<label>` presses a button of the latest message that has it, and everything that the robot shows is
// printed, cards anew whenever they change.

const { values } = parseArgs({ options: { port: { type: 'string', default: '8790' }, group: { type: 'boolean' } } })

const dingtalk = await DingtalkServer.start({ port: Number(values.port) })
const ann = dingtalk.person({ nick: 'Ann' })
const chat = values.group === true ? dingtalk.group([ann]) : dingtalk.directChat(ann)
const { clientId, clientSecret } = dingtalk.app
console.log(
  `DINGTALK_CLIENT_ID=${clientId} DINGTALK_CLIENT_SECRET=${clientSecret} DINGTALK_API_ROOT=${dingtalk.url} DINGTALK_OAPI_ROOT=${dingtalk.url} npm start`,
)

const shown = new Map<string, string>()
let told = 0

/** A message as it looks now. */
function looks({ text, buttons, way }: ChatMessage): string {
  return [`${way}> ${text}`, buttons.map(({ label }) => `[${label}]`).join(' ')].filter(Boolean).join('\n')
}

void chat.until(
  () => {
    for (const message of chat.fromBot) {
      const now = looks(message)
      if (shown.get(message.id) !== now) console.log(now)
      shown.set(message.id, now)
    }
    for (const { rule, message } of dingtalk.violations.slice(told)) console.log(`VIOLATION ${rule}: ${message}`)
    told = dingtalk.violations.length
    return false
  },
  { timeoutMs: 2 ** 31 - 1 },
)

for await (const line of createInterface({ input: process.stdin })) {
  const [, label] = /^!(.+)$/.exec(line) ?? []
  const message = chat.fromBot.findLast(({ buttons }) => buttons.some((one) => one.label === label))
  if (label === undefined) ann.says(chat, line)
  else if (message === undefined) console.log(`there is no ${label}`)
  else await ann.taps(message, label)
}
await dingtalk.stop()
