import {
  type JournalRecord,
  type Json,
  LeaseLostError,
  type PhaseReport,
  type SteerEntry,
  type TaskView,
  type Turn,
  type TurnReport,
} from '@holdline/bridge'

// Under the time that tests with a gateway have, so that the reason below is seen and not only "test timed out".
const DEFAULT_TIMEOUT_MS = 20_000

/** The bridge's side of one run: keeps what the gateway reports, and gives steers as the bridge would. */
export class TurnRecorder implements TurnReport {
  readonly phases: PhaseReport[] = []
  readonly partials: string[] = []
  /** What is durable. */
  readonly journal: Json[] = []
  readonly cancelled: number[] = []
  progressed = 0
  /** What `tasks` answers. */
  running: readonly TaskView[] = []
  /** From here on, every checkpoint is refused. */
  leaseLost = false
  /** Called when a checkpoint comes, before it is durable. */
  beforeCheckpoint: (entries: readonly Json[]) => Promise<void> | void = () => {}
  readonly #steers: SteerEntry[] = []
  readonly #looks = new Set<() => void>()

  /** A recorder whose journal begins with an earlier attempt's. */
  constructor(journal: readonly Json[] = []) {
    this.journal.push(...journal)
  }

  phase(phase: PhaseReport): void {
    this.phases.push(phase)
    this.#tell()
  }

  progress(): void {
    this.progressed += 1
    this.#tell()
  }

  partial(text: string): void {
    this.partials.push(text)
    this.#tell()
  }

  async checkpoint(entries: readonly Json[]): Promise<readonly SteerEntry[]> {
    await this.beforeCheckpoint(entries)
    if (this.leaseLost) throw new LeaseLostError('turn', 1)
    const steers = this.#steers.splice(0)
    // As a store would: nothing but JSON comes back.
    this.journal.push(
      ...entries.map((entry) => JSON.parse(JSON.stringify(entry))),
      ...steers.map((steer) => ({ ...steer })),
    )
    this.#tell()
    return steers
  }

  async tasks(): Promise<readonly TaskView[]> {
    return this.running
  }

  async cancelTask(number: number): Promise<boolean> {
    this.cancelled.push(number)
    return this.running.some((task) => task.number === number)
  }

  /** Gives a message to the running turn: it gets it with its next checkpoint. */
  steer(text: string): void {
    this.#steers.push({ type: 'steer', messageId: `steer-${text}`, text })
  }

  /** The phase codes, in order. */
  get codes(): string[] {
    return this.phases.map(({ code }) => code)
  }

  /** Resolves when something reported makes `look` true. */
  async until(look: (recorder: this) => boolean, what: string): Promise<void> {
    if (look(this)) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const check = () => {
      if (look(this)) resolve()
    }
    const timer = setTimeout(() => {
      reject(new Error(`no ${what} within ${DEFAULT_TIMEOUT_MS} ms; phases: ${this.codes.join(', ')}`))
    }, DEFAULT_TIMEOUT_MS)
    this.#looks.add(check)
    await promise.finally(() => {
      clearTimeout(timer)
      this.#looks.delete(check)
    })
  }

  /** Resolves when a phase was reported. */
  untilPhase(code: PhaseReport['code']): Promise<void> {
    return this.until(({ codes }) => codes.includes(code), `phase ${code}`)
  }

  #tell(): void {
    for (const look of this.#looks) look()
  }
}

/** A first attempt at answering one message, or what `more` makes of it. */
export function turnOf(text: string, more: Partial<Turn> = {}): Turn {
  return {
    id: 'turn',
    session: 'agent:main:test:default:direct:1',
    generation: 1,
    attempt: 1,
    kind: 'foreground',
    chat: { channel: 'test', account: 'default', kind: 'direct', chat: '1' },
    messages: [{ id: 'm1', text, attachments: [], sender: { id: 'ann', name: 'Ann' }, receivedAt: 0 }],
    history: [],
    journal: [],
    tasks: [],
    ...more,
  }
}

/** A journal as the next attempt gets it. */
export function recordsOf(journal: readonly Json[]): JournalRecord[] {
  return journal.map((entry, seq) => ({ turnId: 'turn', seq, at: 0, entry }))
}
