import type { Meter, MetricName } from '@holdline/bridge'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Label names per counter; Prometheus wants them up front. */
const COUNTERS: Readonly<Record<MetricName, { help: string; labels: readonly string[] }>> = {
  messages: { help: 'Messages by what the gate decided', labels: ['admitted', 'channel'] },
  turns_finished: { help: 'Finished turns by outcome', labels: ['outcome', 'code'] },
  notices: { help: 'Notices shown', labels: ['content', 'reason'] },
  actions: { help: 'Actions by result', labels: ['action', 'result', 'via'] },
  heals: { help: 'Sessions brought back', labels: ['kind'] },
  ignored: { help: 'Messages that were not for the bot', labels: ['why'] },
  deliveries: { help: 'Answers by what the platform said', labels: ['result'] },
  dead_letters: { help: 'Answers that could not be delivered', labels: ['result'] },
}

/** From a tenth of a second to half an hour: turns are slow. */
const DURATION_BUCKETS_S = [0.1, 0.5, 1, 5, 15, 60, 180, 600, 1800]

/** The gateway's metrics in Prometheus' form. */
export interface Metrics {
  readonly meter: Meter
  readonly contentType: string
  text(): Promise<string>
}

/** What waits in all queues. */
export interface Waiting {
  readonly messages: number
  /** How long the oldest has waited, in milliseconds. */
  readonly oldestMs: number
}

/** Creates the metrics. `running` and `waiting` are read at every scrape. */
export function createMetrics(read: { running(): number; waiting(): Promise<Waiting> }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counters = new Map(
    Object.entries(COUNTERS).map(([name, { help, labels }]) => [
      name,
      new Counter({ name: `holdline_${name}_total`, help, labelNames: [...labels], registers: [registry] }),
    ]),
  )
  const durations = new Map(
    (['turn_duration', 'queue_wait', 'busy_notice_latency'] as const).map((name) => [
      name,
      new Histogram({
        name: `holdline_${name}_seconds`,
        help: `${name.replaceAll('_', ' ')} in seconds`,
        buckets: DURATION_BUCKETS_S,
        registers: [registry],
      }),
    ]),
  )
  const running = new Gauge({ name: 'holdline_turns_running', help: 'Turns being worked on', registers: [registry] })
  const queued = new Gauge({ name: 'holdline_messages_waiting', help: 'Messages that wait', registers: [registry] })
  const age = new Gauge({
    name: 'holdline_queue_age_seconds',
    help: 'How long the oldest waiting message has waited',
    registers: [registry],
  })
  return {
    meter: {
      count: (name, labels) => counters.get(name)?.inc(labels ?? {}),
      time: (name, ms) => durations.get(name)?.observe(ms / 1000),
    },
    contentType: registry.contentType,
    async text() {
      running.set(read.running())
      const waiting = await read.waiting()
      queued.set(waiting.messages)
      age.set(waiting.oldestMs / 1000)
      return await registry.metrics()
    },
  }
}
