import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const ROUNDS = 3

test('SIGKILL right after "accepted": the message is answered all the same, once', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  for (let round = 0; round < ROUNDS; round += 1) {
    // One that starts, and one that waits behind it.
    const starts = client.send(`[think 200ms] question ${round}`)
    const waits = client.send(`waiting ${round}`)
    await client.until(() => client.accepted.has(waits))
    await gateway.kill()
    await gateway.restart()
    await client.reconnect()

    for (const clientId of [starts, waits]) await client.answer(client.accepted.get(clientId) ?? '')
    await client.until(() => client.live.length === 0 && !client.typing)
  }
  for (const messageId of client.accepted.values()) expect(client.answersTo(messageId)).toHaveLength(1)
})
