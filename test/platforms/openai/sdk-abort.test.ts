import { expect, onTestFinished, test } from 'vitest'
import { ask } from './ask.ts'
import { hang, hangAfter, say } from './steps.ts'
import { TRANSPORTS } from './transports.ts'

for (const { name, start } of TRANSPORTS) {
  test(`${name}: an abort before the headers reaches the server`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(hang())
    const cancel = new AbortController()
    const answer = ask({ url, signal: cancel.signal })
    const request = await api.waitForRequest(1)
    cancel.abort(new Error('cancelled by the asker'))
    await api.waitForAbort(request)
    expect((await answer).parts).toEqual(['start', 'abort'])
    expect([request.status, request.endedAt]).toEqual([undefined, undefined])
  })

  test(`${name}: an abort within the stream reaches the server and keeps what was said`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    api.enqueue(hangAfter('Half'))
    const cancel = new AbortController()
    const answer = ask({ url, signal: cancel.signal, onDelta: () => cancel.abort() })
    const request = await api.waitForRequest(1)
    await api.waitForAbort(request)
    const seen = await answer
    expect(seen.deltas).toEqual(['Half'])
    expect(seen.parts.at(-1)).toBe('abort')
    expect([seen.errors, seen.thrown]).toEqual([[], undefined])
  })

  test(`${name}: an abort at a gate ends the wait there`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    const gate = api.gate()
    api.enqueue(say('Never', { firstToken: gate }), say('Next'))
    const cancel = new AbortController()
    const answer = ask({ url, signal: cancel.signal })
    await gate.reached
    cancel.abort()
    await api.waitForAbort(await api.waitForRequest(1))
    expect((await answer).deltas).toEqual([])
    expect((await ask({ url })).deltas).toEqual(['Next'])
    expect(api.violations).toEqual([])
  })

  test(`${name}: an abort before the call sends no request`, async () => {
    const { api, url, close } = await start()
    onTestFinished(close)
    expect((await ask({ url, signal: AbortSignal.abort() })).parts).toEqual(['start', 'abort'])
    expect(api.requests).toEqual([])
  })
}
