import { expect, test } from 'vitest'
import { OpenAIServer } from '../../platforms/openai/server.ts'
import { say } from '../../platforms/openai/steps.ts'
import { modelVariables } from '../support/model.ts'
import { VK_PLACES, VkScene } from '../support/vk.ts'

test.for(VK_PLACES)(
  '%s: who taps "keep waiting" is answered at once, and told when the answer comes',
  async (place) => {
    await using model = await OpenAIServer.start()
    await using scene = await VkScene.start(place, { env: modelVariables(model) })
    const gate = model.gate()
    model.enqueue(say('Here **I** am.', { firstToken: gate }), say('Yes.'))
    const question = scene.asks('hello')
    scene.asks('are you there?')
    const who = place === 'direct chat' ? scene.ann : scene.bob
    // VK tells the language of whoever writes, and not of whoever presses.
    if (who === scene.bob) who.sends(scene.chat, 'good morning')

    const toast = await scene.taps(who, await scene.notice(), 'Подождать')
    gate.open()
    const answer = await scene.says(/^Here I am\./)

    expect(toast.text).toMatch(place === 'direct chat' ? /ответ будет готов|сообщ/ : /\p{Script=Han}/u)
    expect(answer).toMatchObject({ replyTo: question.cmid })
    expect(answer.formats).toContainEqual(expect.objectContaining({ type: 'bold', offset: 5, length: 1 }))
    expect(answer.mentions).toEqual(place === 'direct chat' ? [] : [scene.bob.id])
  },
)
