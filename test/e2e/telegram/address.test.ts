import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { modelVariables } from '../support/model.ts'
import { type Place, TelegramScene } from '../support/telegram.ts'

const GROUPS: readonly Place[] = ['group', 'topic']

test.for(GROUPS)(
  '%s: what is not for the bot is ignored; a mention, a reply and a command are answered in their thread',
  async (place) => {
    await using model = await OpenAIServer.start()
    // Privacy mode off: the bot sees everything.
    await using scene = await TelegramScene.start(place, {
      env: modelVariables(model),
      server: { bot: { privacy: false } },
    })
    const { chat, ann, bob, thread } = scene
    model.enqueue(say('To the mention.'), say('To the reply.'))
    const options = thread === undefined ? {} : { thread }

    ann.sends(chat, 'just talking', options)
    ann.sends(chat, 'stop', options)
    ann.sends(chat, '/cancel@another_bot', options)
    const mention = scene.asks('what is up?', bob)
    const first = await scene.says('To the mention.')
    const reply = ann.sends(chat, 'and why?', { ...options, replyTo: first })
    const second = await scene.says('To the reply.')
    scene.commands('/Status')
    const status = await scene.says(/ничего не выполняется/i)

    expect([first.replyTo, second.replyTo]).toEqual([mention.id, reply.id])
    expect([first, second, status].map((message) => message.thread)).toEqual([thread, thread, thread])
    expect(model.requests).toHaveLength(2)
    expect(model.requests[1]?.chat?.messages.at(-1)?.text).toMatch(/> To the mention\.\nAnn: and why\?/)
  },
)
