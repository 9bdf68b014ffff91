import { z } from 'zod'
import { type CallWatch, callWatch } from './call-watch.ts'

const toolCall = z.looseObject({
  method: z.literal('tools/call'),
  id: z.union([z.string(), z.number()]),
  params: z.looseObject({ _meta: z.looseObject({}).optional() }),
})

type ToolCallMessage = z.infer<typeof toolCall>

/** How long the notice of a cancel may take: the server may be what hangs. */
const CANCEL_MS = 5_000

/**
 * `fetch` for a tool server over HTTP. What the client's own transport lacks: it asks for progress and sees it, tells the
 * server when a call is cancelled (closing the connection does not mean that, says the specification), and notices when
 * a stream ends without the result that it was to bring.
 */
export const toolServerFetch: typeof fetch = async (input, init) => {
  const watch = callWatch.getStore()
  const call = watch === undefined || init?.method !== 'POST' ? null : toolCallOf(init.body)
  if (watch === undefined || init === undefined || call === null) return globalThis.fetch(input, init)
  watch.signal.addEventListener('abort', () => tellCancelled(input, init, call), { once: true })
  const response = await globalThis.fetch(input, { ...init, body: JSON.stringify(withProgressToken(call)) })
  return watched(response, watch)
}

function toolCallOf(body: unknown): ToolCallMessage | null {
  if (typeof body !== 'string') return null
  const { success, data } = toolCall.safeParse(JSON.parse(body))
  return success ? data : null
}

function withProgressToken(call: ToolCallMessage): ToolCallMessage {
  return { ...call, params: { ...call.params, _meta: { ...call.params._meta, progressToken: call.id } } }
}

function tellCancelled(input: string | URL | Request, init: RequestInit, call: ToolCallMessage): void {
  const params = { requestId: call.id, reason: 'cancelled' }
  const body = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params })
  globalThis
    .fetch(input, { ...init, body, signal: AbortSignal.timeout(CANCEL_MS) })
    .then((response) => response.body?.cancel())
    // The server may be gone, which ends the call as well.
    .catch(() => {})
}

function watched(response: Response, watch: CallWatch): Response {
  if (response.body === null || !response.headers.get('content-type')?.includes('text/event-stream')) return response
  const reader = response.body.getReader()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        watch.progress()
        if (!done) return controller.enqueue(value)
        controller.close()
      } catch (error) {
        controller.error(error)
      }
      watch.streamEnded()
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers })
}
