import { expect, test } from 'vitest'
import { everybody, mention } from '../../platforms/feishu/content.ts'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { FeishuScene, type Place } from '../support/feishu.ts'
import { modelVariables } from '../support/model.ts'

const GROUPS: readonly Place[] = ['group with two bots', 'thread']

test.for(GROUPS)(
  '%s: what is not for the bot is ignored; a mention, a reply and a command are answered in their thread',
  async (place) => {
    await using model = await OpenAIServer.start()
    await using scene = await FeishuScene.start(place, { env: modelVariables(model) })
    const { chat, ann, bob, thread } = scene
    model.enqueue(say('To the mention.'), say('To the reply.'))
    const options = thread === undefined ? {} : { thread }

    ann.sends(chat, 'just talking', options)
    ann.sends(chat, '/cancel', options)
    ann.sends(chat, [everybody(), ' lunch'], options)
    const question = scene.asks('what is up?', bob)
    const first = await scene.says('To the mention.')
    const reply = ann.sends(chat, 'and why?', { replyTo: first })
    const second = await scene.says('To the reply.')
    scene.asks('/Status')
    const status = await scene.says(/ничего не выполняется/i)

    expect([first.parent, second.parent]).toEqual([question, reply])
    expect([first, second, status].map((message) => message.thread)).toEqual([thread, thread, thread])
    expect(model.requests).toHaveLength(2)
    expect(model.requests[1]?.chat?.messages.at(-1)?.text).toMatch(/> To the mention\.\n.*and why\?/s)
  },
)

test('two bots in one group: each answers what it is asked, under its own session, and neither waits for the other', async () => {
  await using model = await OpenAIServer.start()
  await using scene = await FeishuScene.start('group with two bots', { env: modelVariables(model) })
  const { chat, feishu, gateway, second, ann } = scene
  const gate = model.gate()
  model.enqueue(say('I am the first.', { firstToken: gate }), say('I am the second.'), say('Both.'), say('Both.'))
  const toFirst = scene.asks('who are you?')
  await scene.until(() => scene.typing(toFirst))
  const toSecond = scene.asks('and you?', ann, second)
  const other = await scene.says('I am the second.')
  gate.open()
  const own = await scene.says('I am the first.')
  ann.sends(chat, [mention(feishu.bot), ' and ', mention(second), ' together'])
  await scene.until(() => scene.said.filter((message) => scene.read(message) === 'Both.').length === 2)

  expect([own.from, own.parent]).toEqual([feishu.bot, toFirst])
  expect([other.from, other.parent]).toEqual([second, toSecond])
  const { stdout } = await gateway.command('sessions', 'list', '--json')
  expect(
    JSON.parse(stdout)
      .sessions.map(({ key }: { key: string }) => key)
      .sort(),
  ).toEqual([`agent:main:feishu:default:group:${chat.id}`, `agent:main:feishu:second:group:${chat.id}`])
})
