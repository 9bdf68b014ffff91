import { OpenAIServer } from '../../platforms/openai/server.ts'
import { fail, say } from '../../platforms/openai/steps.ts'
import { GatewayProcess } from '../support/gateway.ts'
import { modelVariables } from '../support/model.ts'
import { test } from './support/browser-test.ts'
import { ChatPage } from './support/chat-page.ts'

const BAD_REQUEST = fail(400, { message: 'no', type: 'invalid_request_error', param: null, code: null })

test('a failure stays where it is when the next message takes its offer away', async ({ open }) => {
  await using chat = await open()
  await chat.say('[fail provider_error] one')
  await chat.closed('failed').filter({ hasText: "The AI model's service had a problem" }).waitFor()
  await chat.action('retry').waitFor()
  await chat.say('two')
  await chat.answer('You wrote: two').waitFor()
  await chat.action('retry').waitFor({ state: 'detached' })

  const story = ['user: [fail provider_error] one', 'failed', 'user: two', 'agent: You wrote: two']
  await chat.shows(story)
  await chat.reload()
  await chat.answer('You wrote: two').waitFor()
  await chat.shows(story)
})

test('"try again" runs the same message again', async ({ browser }) => {
  await using model = await OpenAIServer.start()
  await using gateway = await GatewayProcess.start({ env: modelVariables(model) })
  await using chat = await ChatPage.open(browser, gateway.url)
  model.enqueue(BAD_REQUEST, say('Now it works.'))
  await chat.say('hello')
  await chat.action('retry').click()
  await chat.answer('Now it works.').waitFor()
  await chat.action('retry').waitFor({ state: 'detached' })
  await chat.shows(['user: hello', 'failed', 'agent: Now it works.'])
})

test('a rate limit is told also for a lone message, with the time that it takes', async ({ open }) => {
  await using chat = await open()
  await chat.say('[ratelimit 1x 6s] hello')
  await chat.doing('rate_limited').filter({ hasText: 'Try 2 of 4.' }).waitFor()
  await chat.answer('You wrote: hello').waitFor()
  await chat.closed('busy').filter({ hasText: 'Done in' }).waitFor()
  await chat.live.waitFor({ state: 'detached' })
})
