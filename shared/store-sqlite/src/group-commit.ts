import { setImmediate, setTimeout } from 'node:timers'
import { StoreUnavailableError } from '@holdline/bridge'
import type { Attempt } from './attempt.ts'
import { faultOf, unavailable } from './failure.ts'
import { BATCH_MS, BUSY_LIMIT_MS } from './limits.ts'
import { busyPauseMs } from './retry.ts'

/** The transaction that calls share. */
export interface Transaction {
  begin(): void
  commit(): void
  /** Undoes what was done since `begin`, also when that or `commit` failed half-way. */
  rollback(): void
}

/** A call that waits for its commit. */
interface Call {
  /** Reads and writes, inside the transaction; may be repeated after a rollback. */
  run(): void
  /** Tells the caller what the last `run` came to. */
  settle(): void
  fail(error: unknown): void
  readonly since: number
}

/**
 * Commits together what was asked for in one turn of the event loop. A commit that is safe from power loss waits for the
 * disk, about 200 µs; one for all callers instead of one for each is what makes durability affordable. Calls run in the
 * order in which they were made, in one synchronous block, so that no reader on the same connection sees half of it.
 * A call that cannot be stored fails alone: the others are run again without it.
 */
export class GroupCommit {
  readonly #transaction: Transaction
  #queue: Call[] = []
  #scheduled = false
  #closed = false
  #whenIdle: (() => void)[] = []

  constructor(transaction: Transaction) {
    this.#transaction = transaction
  }

  /**
   * Resolves with what `work` returns, after the commit.
   *
   * @throws {StoreUnavailableError} when nothing of it could be committed
   */
  run<T>(work: () => Attempt<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new StoreUnavailableError('the store is closed'))
        return
      }
      let result: Attempt<T> | undefined
      this.#queue.push({
        since: performance.now(),
        run: () => {
          result = work()
        },
        settle: () => {
          if (result?.ok === true) resolve(result.value)
          else reject(result?.error)
        },
        fail: reject,
      })
      this.#schedule()
    })
  }

  /** Refuses new calls; resolves when those made before are settled. */
  close(): Promise<void> {
    this.#closed = true
    return this.#queue.length === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve))
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => this.#flush())
  }

  #flush(): void {
    this.#scheduled = false
    const queue = this.#queue
    const until = performance.now() + BATCH_MS
    let count = 0
    let culprit: Call | undefined
    try {
      this.#transaction.begin()
      for (const call of queue) {
        culprit = call
        count += 1
        call.run()
        if (performance.now() >= until) break
      }
      culprit = undefined
      this.#transaction.commit()
    } catch (error) {
      this.#transaction.rollback()
      this.#failed(error, count, culprit)
      return
    }
    this.#queue = queue.slice(count)
    for (let index = 0; index < count; index += 1) queue[index]?.settle()
    this.#next()
  }

  #failed(error: unknown, count: number, culprit: Call | undefined): void {
    const fault = faultOf(error)
    if (fault === 'busy') {
      const oldest = performance.now() - BUSY_LIMIT_MS
      this.#reject((call) => call.since <= oldest, unavailable(error))
      if (this.#queue.length === 0) this.#next()
      else this.#again()
      return
    }
    if (fault === 'call' && culprit !== undefined) {
      this.#reject((call) => call === culprit, error)
    } else {
      const attempted = new Set(count === 0 ? this.#queue : this.#queue.slice(0, count))
      this.#reject((call) => attempted.has(call), unavailable(error))
    }
    this.#next()
  }

  #reject(which: (call: Call) => boolean, error: unknown): void {
    const rejected = this.#queue.filter(which)
    this.#queue = this.#queue.filter((call) => !which(call))
    for (const call of rejected) call.fail(error)
  }

  #next(): void {
    if (this.#queue.length > 0) this.#schedule()
    else for (const resolve of this.#whenIdle.splice(0)) resolve()
  }

  #again(): void {
    this.#scheduled = true
    setTimeout(() => this.#flush(), busyPauseMs())
  }
}
