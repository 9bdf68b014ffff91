import { afterAll, expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'

const gateway = await GatewayProcess.start()
afterAll(() => gateway[Symbol.asyncDispose]())

const WORDS = [
  '/cancel',
  '/stop',
  '/CANCEL',
  'stop',
  'Cancel!',
  '/отмена',
  'отмена',
  'Стоп',
  '/取消',
  '／取消',
  '取消',
  '停止',
]

for (const word of WORDS) {
  test(`"${word}" stops the work and is no message`, async () => {
    await using client = await gateway.client()
    const question = await client.say('[hang] hello')

    const toast = await client.command(word)
    const closed = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'cancelled'))
    const next = await client.say('next')
    await client.answer(next)

    expect(toast).toMatchObject({ type: 'toast', action: 'cancel', result: 'done' })
    expect(closed.state).toBe('closed')
    const written = client.framesOf('message').filter(({ role }) => role === 'user')
    expect(written.map(({ messageId }) => messageId)).toEqual([question, next])
  })
}
