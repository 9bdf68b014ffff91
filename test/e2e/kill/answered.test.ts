import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const ROUNDS = 3

test('SIGKILL right when the answer is there: it is not given again, and nothing is left of the turn', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client()
  const questions: string[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const question = await client.say(`[think 100ms] question ${round}`)
    await client.answer(question)
    await gateway.kill()
    questions.push(question)
    await gateway.restart()
    await client.reconnect()
  }

  await client.answer(await client.say('last'))
  await client.until(() => client.live.length === 0 && !client.typing)
  for (const question of questions) expect(client.answersTo(question)).toHaveLength(1)
})
