import { lastUserText } from './chat-request.ts'
import type { RecordedRequest } from './recorded-request.ts'
import type { Step } from './steps.ts'

/** Decides how a chat completion request is answered; `undefined` when the script has nothing for it. */
export type Script = (request: RecordedRequest) => Step | undefined

/** A script that answers by what the person wrote last: each text has its own steps, in order. */
export function byLastUserText(table: Readonly<Record<string, readonly Step[]>>): Script {
  const queues = new Map(Object.entries(table).map(([text, steps]) => [text, [...steps]]))
  return ({ chat }) => (chat ? queues.get(lastUserText(chat))?.shift() : undefined)
}
