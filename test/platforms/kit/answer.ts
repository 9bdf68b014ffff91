import type { ServerResponse } from 'node:http'

/** What goes back to a client over HTTP; `drop` breaks the connection. */
export type Answer =
  | {
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string | Uint8Array<ArrayBuffer>
    }
  | 'drop'

/** Sends an answer over a real connection. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  if (answer === 'drop') response.destroy()
  else response.writeHead(answer.status, answer.headers).end(answer.body)
}
