import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { callTools, say } from '../../platforms/openai/steps.ts'
import { DingtalkScene, PLACES, PATIENT as SCENE_PATIENT } from '../support/dingtalk.ts'
import { modelVariables } from '../support/model.ts'
import { CountingTool } from '../support/tool-servers.ts'

test.for(PLACES)(
  '%s: SIGKILL while a tool runs and a message waits: both are answered once, nothing is left behind',
  async (place) => {
    await using tool = await CountingTool.create()
    await using model = await OpenAIServer.start()
    await using scene = await DingtalkScene.start(place, {
      env: modelVariables(model),
      config: { mcpServers: { counting: tool.config } },
    })
    model.enqueue(callTools([{ name: 'count', arguments: { label: 'once', ms: 600_000 } }]), say('Done.'), say('Yes.'))
    const first = scene.asks('count')
    const second = scene.asks('are you there?')
    const notice = await scene.notice()
    await scene.until(() => /正在使用工具/.test(notice.text))
    await scene.until(() => first.emotions.length === 1)

    await scene.gateway.kill()
    await scene.dingtalk.connected(0, SCENE_PATIENT)
    await scene.gateway.restart()
    const answers = [await scene.says(/Done\.$/), await scene.says(/Yes\.$/)]
    await scene.until((chat) => notice.buttons.length === 0 && !chat.typing())

    // Webhooks outlive the gateway that was given them.
    expect(answers.map(({ replyTo }) => replyTo)).toEqual([first.id, second.id])
    expect(answers[0]?.shapes).toContainEqual({ type: 'quote', text: 'count' })
    expect(tool.started).toEqual(['once'])
    expect(notice.text).toMatch(/重启/)
    expect(scene.said.filter(({ text }) => /(?:Done|Yes)\.$/.test(text))).toHaveLength(2)
  },
)
