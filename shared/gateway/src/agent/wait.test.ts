import { expect, test } from 'vitest'
import { manualClock } from './testing.ts'
import { abortable, wait } from './wait.ts'

test('a wait ends with its time', async () => {
  const clock = manualClock()
  const waiting = wait(clock, 1_000, new AbortController().signal)
  await clock.advance(1_000)
  await expect(waiting).resolves.toBeUndefined()
})

test('a wait ends at once when it is aborted, with the reason', async () => {
  const abort = new AbortController()
  const waiting = wait(manualClock(), 1_000, abort.signal)
  abort.abort(new Error('cancelled'))
  await expect(waiting).rejects.toThrow('cancelled')
})

test('what does not listen to a signal is left behind when it aborts', async () => {
  const abort = new AbortController()
  const stuck = abortable(new Promise(() => {}), abort.signal)
  abort.abort(new Error('cancelled'))
  await expect(stuck).rejects.toThrow('cancelled')
})

test('an aborted signal leaves no time for anything', async () => {
  const aborted = AbortSignal.abort(new Error('cancelled'))
  await expect(wait(manualClock(), 0, aborted)).rejects.toThrow('cancelled')
  await expect(abortable(Promise.resolve(1), aborted)).rejects.toThrow('cancelled')
})
