import type { Action } from './actions.ts'
import { reduce } from './reducer.ts'
import type { ViewState } from './state.ts'

// Browsers stop animation frames in hidden tabs; the title and notifications do not need more than this.
const HIDDEN_INTERVAL_MS = 250

/** Holds the page's state. `listeners` hear of every change at once, `viewers` once per frame. */
export class Store {
  #state: ViewState
  readonly #listeners = new Set<(state: ViewState, before: ViewState) => void>()
  readonly #viewers = new Set<() => void>()
  #scheduled = false

  constructor(state: ViewState) {
    this.#state = state
  }

  get state(): ViewState {
    return this.#state
  }

  dispatch(action: Action): void {
    const before = this.#state
    this.#state = reduce(before, action)
    if (this.#state === before) return
    for (const listener of this.#listeners) listener(this.#state, before)
    this.#schedule()
  }

  /** Calls `listener` after every change. */
  listen(listener: (state: ViewState, before: ViewState) => void): void {
    this.#listeners.add(listener)
  }

  /** Calls `viewer` when it is time to draw; returns the way out. */
  view(viewer: () => void): () => void {
    this.#viewers.add(viewer)
    return () => this.#viewers.delete(viewer)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    const draw = () => {
      this.#scheduled = false
      for (const viewer of this.#viewers) viewer()
    }
    // A replay brings hundreds of events at once, a stream dozens a second: one drawing per frame is enough.
    if (document.hidden) setTimeout(draw, HIDDEN_INTERVAL_MS)
    else requestAnimationFrame(draw)
  }
}
