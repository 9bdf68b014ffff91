import { z } from 'zod'

/** The answer to a request that does not stream, as far as its form has to be known. [OpenAI API: chat completion object] */
const completionSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        message: z.looseObject({ tool_calls: z.array(z.looseObject({})).nullish() }),
      }),
    )
    .min(1),
})

/**
 * A whole completion as the event stream that says the same: one chunk, and the end. For servers that take `stream: true`
 * and do not stream. `undefined`: the text is no completion.
 */
export function streamOfCompletion(text: string): string | undefined {
  const read = completionSchema.safeParse(parse(text))
  if (!read.success) return undefined
  const choices = read.data.choices.map(({ message: { tool_calls: calls, ...message }, ...choice }, index) => ({
    index,
    ...choice,
    // In a stream, pieces of calls are put together by their place.
    delta: { ...message, ...(calls && { tool_calls: calls.map((call, at) => ({ index: at, ...call })) }) },
  }))
  const chunk = { ...read.data, object: 'chat.completion.chunk', choices }
  return `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
