import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { callTools, say } from '../../platforms/openai/steps.ts'
import { FeishuScene, PLACES } from '../support/feishu.ts'
import { modelVariables, PATIENT } from '../support/model.ts'
import { CountingTool } from '../support/tool-servers.ts'

test.for(PLACES)(
  '%s: SIGKILL while a tool runs and a message waits: both are answered once, nothing is left behind',
  async (place) => {
    await using tool = await CountingTool.create()
    await using model = await OpenAIServer.start()
    await using scene = await FeishuScene.start(place, {
      env: modelVariables(model),
      config: { mcpServers: { counting: tool.config } },
    })
    model.enqueue(callTools([{ name: 'count', arguments: { label: 'once', ms: 600_000 } }]), say('Done.'), say('Yes.'))
    const first = scene.asks('count')
    const second = scene.asks('are you there?')
    const notice = await scene.notice()
    await scene.until(() => /инструмент/.test(scene.read(notice)))
    await scene.until(() => scene.typing(first))

    await scene.gateway.kill()
    // What goes to a line that is dead already comes again after 15 s, and then after minutes.
    for (const app of scene.feishu.apps) await scene.feishu.connected(app, 0, PATIENT)
    const missed = scene.asks('while you were away')
    model.enqueue(say('Back.'))
    await scene.gateway.restart()
    const answers = [await scene.says('Done.'), await scene.says('Yes.'), await scene.says('Back.')]
    await scene.tidy()

    expect(answers.map(({ parent }) => parent)).toEqual([first, second, missed])
    expect(tool.started).toEqual(['once'])
    expect(scene.read(notice)).toMatch(/перезапуск/)
    expect(scene.said.filter((message) => /^(?:Done|Yes|Back)\.$/.test(scene.read(message)))).toHaveLength(3)
  },
)
