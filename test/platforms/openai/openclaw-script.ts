import type { ChatMessage } from './chat-request.ts'
import type { Script } from './script.ts'

/** What OpenClaw adds for the model: blocks of context, as messages of their own or within the person's. */
const CONTEXT = /<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>[\s\S]*?<<<END_OPENCLAW_INTERNAL_CONTEXT>>>/g
const INFO = /Conversation info: ⟦openclaw:ctx⟧\s*```json[\s\S]*?```\s*/g
const STAMP = /^\[\w{3} \d{4}-\d\d-\d\d \d\d:\d\d [^\]]+\] /gm
/** What Holdline tells the model of a side session; its directives have been followed elsewhere. */
const BESIDE = /<holdline-context>[\s\S]*?<\/holdline-context>/g
const RUNTIME = /^Runtime: agent=.*$/gm

/** What OpenClaw writes around a question when it asks it once more after a failure of the model service. */
const ASKED_AGAIN =
  /^\[Queued user message from a previous active turn; [^\]]*\]\n|Continue the current task from the existing transcript,.*Do not restart the task or repeat completed actions\.$/gm

/** What OpenClaw asks of a model when it goes on after a restart or a failure; the question before it still counts. */
const GO_ON = /Do not restart the task or repeat completed actions|<turn_aborted>|\[System\]/

/**
 * A script for a model behind a real OpenClaw gateway: it sees only what the person wrote, so that directives in a
 * message do what they do elsewhere.
 */
export function behindOpenClaw(script: Script): Script {
  return (request) => {
    const { chat } = request
    if (chat === undefined) return script(request)
    const messages = chat.messages.map(cleaned).filter((message) => message.role !== 'user' || message.text !== '')
    return script({ ...request, chat: { ...chat, messages } })
  }
}

function cleaned(message: ChatMessage): ChatMessage {
  if (message.role !== 'user') return message
  const text = [CONTEXT, BESIDE, INFO, STAMP, RUNTIME, ASKED_AGAIN]
    .reduce((rest, extra) => rest.replaceAll(extra, ''), message.text)
    .trim()
  return { ...message, text: GO_ON.test(text) ? '' : text }
}
