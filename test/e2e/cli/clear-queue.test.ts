import { expect, test } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { sessionExplanation, sessionOf } from '../support/sessions.ts'

test('"sessions abort --clear-queue" drops what waits, and the chat is told', async () => {
  await using gateway = await GatewayProcess.start()
  await using client = await gateway.client({ locale: 'ru' })
  const questions = [await client.say('[hang] раз'), await client.say('два'), await client.say('три')]
  await client.until(() => client.live.find(({ queuePosition }) => queuePosition === 2))

  const { stdout } = await gateway.command('sessions', 'abort', sessionOf(client.chat), '--clear-queue', '--json')
  const told = await client.until(() => client.framesOf('notice').find(({ kind }) => kind === 'info'))
  await client.until(() => client.live.length === 0 && !client.typing)
  const later = await client.say('четыре')
  await client.answer(later)
  const explained = await gateway.command('sessions', 'explain', sessionOf(client.chat), '--json')

  expect(JSON.parse(stdout)).toEqual({ key: sessionOf(client.chat), aborted: true, cleared: 2 })
  expect(told.text).toContain('Из очереди убрано 2 сообщения')
  expect(questions.flatMap((question) => client.answersTo(question))).toEqual([])
  expect(sessionExplanation.parse(JSON.parse(explained.stdout))).toMatchObject({ busy: false, queued: 0 })
})
