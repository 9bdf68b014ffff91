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

test('who writes is in the log with the ids that lists are made of, heard or not', async () => {
  await using telegram = await TelegramServer.start()
  const cid = telegram.user({ firstName: 'Cid' })
  const dan = telegram.user({ firstName: 'Dan' })
  await using gateway = await GatewayProcess.start({
    config: { telegram: { allowFrom: [String(cid.id)] } },
    env: {
      TELEGRAM_BOT_TOKEN: telegram.bot.token,
      TELEGRAM_API_ROOT: telegram.url,
      HOLDLINE_WEBCHAT: 'off',
      HOLDLINE_LOG_LEVEL: 'debug',
    },
  })
  cid.sends(telegram.privateChat(cid), 'hello from the list')
  dan.sends(telegram.privateChat(dan), 'hello from outside')
  const heard = await gateway.logged(({ msg, sender }) => msg === 'a message' && sender === String(cid.id))
  const unheard = await gateway.logged(({ msg }) => msg === 'a message is not for the agent')

  expect(heard.chat).toContain(String(cid.id))
  expect(unheard).toMatchObject({ sender: String(dan.id), why: 'not_allowed' })
  expect(gateway.stderr).not.toMatch(/hello from/)
})
