import type { FailureCode } from '@holdline/bridge'

/** One thing that the agent does for a message. */
export type PlanStep =
  /** A request to the model, journaled when it is answered. */
  | { readonly do: 'think'; readonly ms: number }
  /** Passes time, and neither says nor journals anything. */
  | { readonly do: 'rest'; readonly ms: number }
  /** A call with a side effect, journaled before and after. */
  | { readonly do: 'tool'; readonly ms: number }
  /** The provider asks for a pause. */
  | { readonly do: 'rate_limit'; readonly ms: number }
  /** A piece of the answer is shown. */
  | { readonly do: 'stream' }
  /** From here on the agent does not hear that it is to stop. */
  | { readonly do: 'deafen' }
  /** Never comes back. */
  | { readonly do: 'hang' }
  /** Waits until the test lets it go. */
  | { readonly do: 'wait' }
  /** Another surface has the session, once. */
  | { readonly do: 'busy'; readonly retryAfterMs: number }
  | { readonly do: 'fail'; readonly code: FailureCode }
  /** Ends without a word. */
  | { readonly do: 'say_nothing' }
  /** Throws something that is no error of ours. */
  | { readonly do: 'throw' }

/** What the agent does for a message, in order; then it answers. */
export type Plan = readonly PlanStep[]

/** A text that carries a plan: `#<number>`. */
export function planText(number: number): string {
  return `#${number}`
}

/** The plan's number in a message's text. */
export function planNumber(text: string): number | undefined {
  const digits = /#(\d+)/.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
