import type { Clock } from '../ports/environment.ts'

/** A bound for {@link inTime}. */
export interface InTimeOptions {
  readonly ms: number
  readonly clock: Clock
  /** Told why the work failed, also when that comes too late. */
  readonly failed: (error: unknown) => void
}

/** Whether some work was done within a time. It goes on after that, but nobody waits for it. */
export async function inTime(work: Promise<unknown>, { ms, clock, failed }: InTimeOptions): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const cancel = clock.after(ms, () => late.resolve(false))
  const done = work.then(
    () => true,
    (error: unknown) => {
      failed(error)
      return false
    },
  )
  return await Promise.race([done, late.promise]).finally(cancel)
}
