import type { Clock } from '../ports/environment.ts'

/** Waits for something, but no longer than this. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  let cancelTimer: () => void = () => {}
  const timeUp = new Promise<void>((resolve) => {
    cancelTimer = clock.after(ms, resolve)
  })
  await Promise.race([work, timeUp])
  cancelTimer()
}
