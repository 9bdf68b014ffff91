import { streamOfCompletion } from './whole-completion.ts'

/** A provider answered a streaming request with something that is no answer of a model. */
export class NotAStreamError extends Error {
  override readonly name = 'NotAStreamError'
}

/** Enough of a wrong answer to recognise a login page or a proxy. */
const SHOWN_CHARS = 200

/** The most that is read of an answer that does not stream; no model says so much in one step. */
const MAX_BYTES = 4 * 1024 * 1024

/**
 * `fetch` for a request whose answer has to be an event stream. A server that answers with the whole completion at once
 * is understood, too. Without it, an HTML page or a JSON document with status 200 would look like a stream that ended
 * early. Other content types pass: some servers name their streams wrongly.
 *
 * @throws {NotAStreamError} with the content type and the beginning of the answer
 */
export const eventStreamFetch: typeof fetch = async (input, init) => {
  const response = await globalThis.fetch(input, init)
  const type = response.headers.get('content-type') ?? ''
  if (!response.ok || !/html|json/i.test(type)) return response
  const text = await readText(response)
  const stream = streamOfCompletion(text)
  if (stream !== undefined) return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  const start = text.replaceAll(/\s+/g, ' ').trim().slice(0, SHOWN_CHARS)
  throw new NotAStreamError(`status ${response.status} with ${type} instead of an event stream: ${start}`)
}

/** The answer, or as much of it as is read at the most. */
async function readText(response: Response): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    bytes += chunk.byteLength
    if (bytes > MAX_BYTES) break
  }
  return text
}
