import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { GatewayProcess } from '../support/gateway.ts'

// The drain is 30 s by default.
const AT_ONCE_MS = 10_000

test('a second SIGTERM ends the gateway at once, and what ran goes on at the next start', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  const question = await client.say('[think 40s] hello')
  const pid = gateway.pid
  const startedAt = Date.now()
  let isOver = false
  void gateway.exited().then(() => {
    isOver = true
  })

  // Two signals close to each other are one wish: `npm start` passes Ctrl-C on a second time.
  await eventually(() => {
    if (!isOver) process.kill(pid, 'SIGTERM')
    return isOver
  })

  expect(await gateway.exited()).toEqual({ code: 0, signal: null })
  expect(Date.now() - startedAt).toBeLessThan(AT_ONCE_MS)
  await gateway.restart()
  await client.reconnect()
  await client.until(() =>
    client.live.find(({ reason }) => reason === 'waiting_model_response' || reason === 'recovering'),
  )
  expect(client.answersTo(question)).toEqual([])
})
