import type { PhaseReport } from '@holdline/bridge'
import type { AgentEvent } from '../host/agent-event.ts'
import { type RunNews, readEvent } from './phase-of-event.ts'

/**
 * The tool calls of one run that are open now. A model may ask for several at once: as long as one is open, the result
 * of another, or an approval that was given, does not mean that the model is what is waited for.
 */
export class OpenTools {
  readonly #open = new Map<string, PhaseReport>()

  /** Reads an event of the run; `null` when it says nothing that people want to know. `now` is epoch milliseconds. */
  read(event: AgentEvent, now: number): RunNews | null {
    const news = readEvent(event, now)
    if (news?.type !== 'phase') return news
    const { stream, data } = event
    if (stream === 'tool') {
      const id = String(data.toolCallId)
      if (data.phase === 'start') this.#open.set(id, news.phase)
      else this.#open.delete(id)
    }
    const ended = stream === 'tool' ? data.phase !== 'start' : data.phase === 'approval-resolved'
    const still = ended ? this.#waitedFor() : undefined
    return still === undefined ? news : { type: 'phase', phase: still }
  }

  /** Of several, a question is what people have to know of; else the one that began last. */
  #waitedFor(): PhaseReport | undefined {
    const open = [...this.#open.values()]
    return open.find(({ code }) => code === 'waiting_answer') ?? open.at(-1)
  }
}
