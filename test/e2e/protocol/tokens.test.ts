import { afterAll, expect, test } from 'vitest'
import type { ChatClient } from '../support/client.ts'
import type { Notice } from '../support/frames.ts'
import { GatewayProcess } from '../support/gateway.ts'

const gateway = await GatewayProcess.start()
afterAll(() => gateway[Symbol.asyncDispose]())

async function busyChat(client: ChatClient): Promise<Notice> {
  await client.say('[hang] hello')
  await client.say('are you there?')
  return await client.busy()
}

function tokenOf({ actions }: Notice, action: string): string {
  return actions.find((one) => one.action === action)?.token ?? ''
}

const BAD_TOKENS: Readonly<Record<string, (own: Notice, foreign: Notice) => { token: string; result: string }>> = {
  'made up': () => ({ token: 'open-sesame', result: 'unknown' }),
  'with another end': (own) => ({ token: `${tokenOf(own, 'cancel').slice(0, -4)}AAAA`, result: 'unknown' }),
  'with more at its end': (own) => ({ token: `${tokenOf(own, 'cancel')}.x`, result: 'unknown' }),
  'of another button': (own) => ({ token: tokenOf(own, 'wait'), result: 'unknown' }),
  'of another chat': (_, foreign) => ({ token: tokenOf(foreign, 'cancel'), result: 'forbidden' }),
}

for (const [what, make] of Object.entries(BAD_TOKENS)) {
  test(`a token ${what} is answered and does nothing`, async () => {
    await using client = await gateway.client()
    await using stranger = await gateway.client()
    const [own, foreign] = [await busyChat(client), await busyChat(stranger)]
    const { token, result } = make(own, foreign)

    const toast = await client.press({ noticeId: own.noticeId, action: 'cancel', token })
    const states = [await client.command('/status'), await stranger.command('/status')]

    expect(toast).toMatchObject({ result, text: expect.stringMatching(/./) })
    for (const { text } of states) expect(text).toContain('The AI model is preparing an answer')
  })
}

test('an action that there is not is answered like any other tap', async () => {
  await using client = await gateway.client()
  const { noticeId, actions } = await busyChat(client)
  const toast = await client.press({ noticeId, action: 'explode', token: actions[0]?.token ?? '' })
  expect(toast).toMatchObject({ noticeId, action: 'explode', result: 'unknown' })
})
