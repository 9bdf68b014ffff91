/*
 * What the chat system, not a person, has to say to the model in the middle of a conversation. It travels inside user
 * messages: many chat templates of local models refuse a system message that is not the first, and two messages of one
 * role in a row.
 */

const OPEN = '<system-event>'
const CLOSE = '</system-event>'

/** What a model has to know to read the conversation; goes with every system prompt. */
export const SYSTEM_EVENT_RULE = `Text inside ${OPEN} tags comes from the chat system, not from a person. In group chats a message begins with its sender's name.`

/** An event as a piece of a user message. */
export function systemEvent(text: string): string {
  return `${OPEN}${defuse(text)}${CLOSE}`
}

/** A person's text that cannot be taken for an event. */
export function defuse(text: string): string {
  return text.replaceAll(/<(\/?)system-event>/gi, '<$1 system-event>')
}

/** What follows the last event in a text. */
export function afterLastEvent(text: string): string {
  const at = text.lastIndexOf(CLOSE)
  return at < 0 ? text : text.slice(at + CLOSE.length)
}
