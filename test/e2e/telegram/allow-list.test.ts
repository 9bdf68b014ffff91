import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { hang } from '../../platforms/openai/steps.ts'
import { TelegramServer } from '../../platforms/telegram/server.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables, PATIENT } from '../support/model.ts'

test('who is not on the list of a group is heard neither by words nor by a button', async () => {
  await using model = await OpenAIServer.start()
  await using telegram = await TelegramServer.start()
  const ann = telegram.user({ firstName: 'Ann' })
  const bob = telegram.user({ firstName: 'Bob' })
  const group = telegram.group({ title: 'Team', members: [ann, bob] })
  await using _gateway = await GatewayProcess.start({
    config: { chats: { 'telegram:group': { allowFrom: [String(ann.id)] } } },
    env: {
      TELEGRAM_BOT_TOKEN: telegram.bot.token,
      TELEGRAM_API_ROOT: telegram.url,
      HOLDLINE_WEBCHAT: 'off',
      ...modelVariables(model),
    },
  })
  const name = `@${telegram.bot.username}`
  model.enqueue(hang())
  bob.sends(group, `${name} do something`)
  ann.sends(group, `${name} think for ever`)
  const request = await model.waitForRequest(1, PATIENT)
  ann.sends(group, `${name} and then?`)
  const notice = await group.until(() => group.fromBots.find(({ keyboard }) => keyboard.length > 0), {
    timeoutMs: 30_000,
  })
  const refused = await bob.taps(notice, 'Keep waiting')
  const done = await ann.taps(notice, 'Keep waiting')

  expect(JSON.stringify(request.chat)).not.toContain('do something')
  expect(refused.text).not.toBe(done.text)
  expect(refused.text).toMatch(/not|only|cannot|can’t/i)
})
