import { setTimeout as sleep } from 'node:timers/promises'
import { Gate, type Wait } from './gate.ts'

/** One thing that an answer does on the connection; a step compiles to a list of them. */
export type Instruction =
  | { readonly do: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly do: 'write'; readonly text: string }
  | { readonly do: 'wait'; readonly until: Wait }
  | { readonly do: 'end' }
  /** Destroys the connection, before the headers or within the body. */
  | { readonly do: 'break' }
  /** Says nothing more and keeps the connection open until the client leaves. */
  | { readonly do: 'hang' }

/** The connection as a program sees it: a node:http response, or an intercepted fetch. */
export interface Wire {
  head(status: number, headers: Readonly<Record<string, string>>): void
  /** Settles when the text has left this process. */
  write(text: string): Promise<void>
  end(): void
  destroy(): void
}

/** Settles when the client has left. */
function left(gone: AbortSignal): Promise<void> {
  if (gone.aborted) return Promise.resolve()
  return new Promise((resolve) => gone.addEventListener('abort', () => resolve(), { once: true }))
}

async function waitFor(until: Wait, gone: AbortSignal): Promise<void> {
  if (until instanceof Gate) await Promise.race([until.pass(), left(gone)])
  else await sleep(until, undefined, { signal: gone }).catch(() => undefined)
}

/** Plays a program on a connection, until its end or until the client has left. */
export async function play(program: readonly Instruction[], wire: Wire, gone: AbortSignal): Promise<void> {
  for (const instruction of program) {
    if (gone.aborted) return
    switch (instruction.do) {
      case 'head':
        wire.head(instruction.status, instruction.headers)
        break
      case 'write':
        await wire.write(instruction.text)
        break
      case 'wait':
        await waitFor(instruction.until, gone)
        break
      case 'end':
        wire.end()
        break
      case 'break':
        wire.destroy()
        break
      case 'hang':
        await left(gone)
        break
      default:
        instruction satisfies never
    }
  }
}
