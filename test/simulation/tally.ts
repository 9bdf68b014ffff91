import type { Meter } from '@holdline/bridge'

/** What the operator's metrics would show. */
export class Tally {
  /** Counters, as `name label=value …`. */
  readonly counts = new Map<string, number>()
  /** Durations in milliseconds, by name. */
  readonly times = new Map<string, number[]>()
  readonly meter: Meter = {
    count: (name, labels = {}) => {
      const key = [name, ...Object.entries(labels).map(([label, value]) => `${label}=${value}`)].join(' ')
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1)
    },
    time: (name, ms) => {
      const times = this.times.get(name) ?? []
      this.times.set(name, times)
      times.push(ms)
    },
  }
}
