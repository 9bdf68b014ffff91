/** A provider answered a streaming request with something that is no stream. */
export class NotAStreamError extends Error {
  override readonly name = 'NotAStreamError'
}

/** Enough of a wrong answer to recognise a login page or a proxy. */
const SHOWN_CHARS = 200

/** The most that is read of a wrong answer. */
const READ_BYTES = 4_096

/**
 * `fetch` for a request whose answer has to be an event stream. Without it, an HTML page or a JSON document with status
 * 200 would look like a stream that ended early. Other content types pass: some servers name their streams wrongly.
 *
 * @throws {NotAStreamError} with the content type and the beginning of the answer
 */
export const eventStreamFetch: typeof fetch = async (input, init) => {
  const response = await globalThis.fetch(input, init)
  const type = response.headers.get('content-type') ?? ''
  if (!response.ok || !/html|json/i.test(type)) return response
  const start = (await beginning(response)).replaceAll(/\s+/g, ' ').trim().slice(0, SHOWN_CHARS)
  throw new NotAStreamError(`status ${response.status} with ${type} instead of an event stream: ${start}`)
}

async function beginning(response: Response): Promise<string> {
  if (response.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length >= READ_BYTES) break
  }
  return text
}
