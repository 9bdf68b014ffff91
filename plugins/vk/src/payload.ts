import { z } from 'zod'

/** What our buttons carry. The key says whose they are: other programs of the community have buttons, too. */
const ours = z.object({ holdline: z.string().max(64) })

/** VK's own "Start" button, which people press when they first open the bot. */
const start = z.object({ command: z.literal('start') })

/** What a button of ours carries. */
export function payloadOf(token: string): string {
  return JSON.stringify({ holdline: token })
}

/** The token of a button of ours, from what VK says was pressed: an object, or JSON. */
export function tokenOf(payload: unknown): string | undefined {
  const parsed = ours.safeParse(parsedPayload(payload))
  return parsed.success ? parsed.data.holdline : undefined
}

/** Whether VK's own "Start" was pressed. */
export function isStart(payload: unknown): boolean {
  return start.safeParse(parsedPayload(payload)).success
}

function parsedPayload(payload: unknown): unknown {
  if (typeof payload !== 'string') return payload
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
