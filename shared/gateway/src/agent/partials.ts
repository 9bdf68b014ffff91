import type { Clock, TurnReport } from '@holdline/bridge'

/** Reports the answer as it grows. */
export interface Partials {
  /** The answer so far; replaces the earlier one. Reported now or with the next due report. */
  show(text: string): void
  /** Reports what is still to be reported, now. */
  flush(): void
  /** No more reports. */
  stop(): void
}

/** At most one report per `everyMs`, the first at once and the last never lost. */
export function throttledPartials(report: Pick<TurnReport, 'partial'>, clock: Clock, everyMs: number): Partials {
  let shown = ''
  let wanted = ''
  let stopped = false
  let cancel: (() => void) | undefined
  const flush = () => {
    cancel?.()
    cancel = undefined
    if (stopped || wanted === shown) return
    shown = wanted
    report.partial(shown)
    cancel = clock.after(everyMs, flush)
  }
  return {
    show(text) {
      wanted = text
      if (cancel === undefined) flush()
    },
    flush,
    stop() {
      stopped = true
      cancel?.()
    },
  }
}
