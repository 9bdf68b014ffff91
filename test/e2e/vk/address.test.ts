import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { modelVariables, PATIENT } from '../support/model.ts'
import { VkScene } from '../support/vk.ts'

test('what is not for the bot is ignored; a mention, a reply and a command are answered', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await VkScene.start('multi-user chat', { env: modelVariables(model) })
  const { chat, ann, bob, vk } = scene
  model.enqueue(say('To the mention.'), say('To the typed name.'), say('To the reply.'))
  const other = vk.addCommunity({ name: 'Other', screenName: 'other' })

  ann.sends(chat, 'just talking')
  bob.sends(chat, 'as we do')
  ann.sends(chat, 'stop')
  ann.sends(chat, `[club${other.id}|@other] /cancel`)
  ann.comments(vk.community, `[club${vk.community.id}|@holdline] on your wall`)
  // By then the bot knows what they are called.
  await vk.waitForCall('users.get', PATIENT)
  const mention = scene.asks('what is up?', bob)
  const first = await scene.says('To the mention.')
  const typed = ann.sends(chat, `@club${vk.community.id} and here?`)
  const second = await scene.says('To the typed name.')
  const reply = ann.sends(chat, 'and why?', { replyTo: second })
  const third = await scene.says('To the reply.')
  ann.sends(chat, '/Status')
  await scene.says(/ничего не выполняется/i)

  expect([first.replyTo, second.replyTo, third.replyTo]).toEqual([mention.cmid, typed.cmid, reply.cmid])
  expect(model.requests).toHaveLength(3)
  expect(model.requests[0]?.chat?.messages.at(-1)?.text).toMatch(/^Bob Lee: what is up\?$/)
  expect(model.requests[2]?.chat?.messages.at(-1)?.text).toMatch(/> To the typed name\.\nAnn Lee: and why\?/)
})
