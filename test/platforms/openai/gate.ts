/** How long a scripted step waits somewhere: milliseconds, or until a test opens a gate. */
export type Wait = number | Gate

/**
 * A place where a scripted answer stops until the test lets it go on, instead of a sleep.
 *
 * ```ts
 * const gate = server.gate()
 * server.enqueue(say('Done.', { firstToken: gate }))
 * // … the client waits for the model …
 * await gate.reached   // the server has come to the gate
 * gate.open()
 * ```
 */
export class Gate {
  readonly #opened = Promise.withResolvers<void>()
  readonly #reached = Promise.withResolvers<void>()

  /** Settles when an answer has come to the gate for the first time. */
  get reached(): Promise<void> {
    return this.#reached.promise
  }

  /** Lets every answer through, now and later. */
  open(): void {
    this.#opened.resolve()
  }

  /** Settles when the gate is open. */
  pass(): Promise<void> {
    this.#reached.resolve()
    return this.#opened.promise
  }
}
