import { expect } from 'vitest'
import { GatewayProcess } from '../support/gateway.ts'
import { test } from './support/browser-test.ts'
import { ChatPage } from './support/chat-page.ts'
import { EVENTUALLY } from './support/patience.ts'

test('what is written while the server is away survives a reload, and is sent once', async ({ browser }) => {
  await using gateway = await GatewayProcess.start()
  await using chat = await ChatPage.open(browser, gateway.url, { outages: true })
  await gateway.kill()
  await chat.connection('waiting').waitFor()
  await chat.say('are you there?')
  await chat.page.getByText('Will be sent when the connection is back').waitFor()
  await expect(chat.page.reload()).rejects.toThrow('ERR_CONNECTION_REFUSED')
  await gateway.restart()
  await chat.page.goto(gateway.url)

  await chat.answer('You wrote: are you there?').waitFor()
  await chat.shows(['user: are you there?', 'agent: You wrote: are you there?'])
  await chat.reload()
  await chat.answer('You wrote: are you there?').waitFor()
  await chat.shows(['user: are you there?', 'agent: You wrote: are you there?'])
})

test('a message whose acceptance was lost is sent again after a reload, and answered once', async ({ open }) => {
  await using chat = await open()
  const sends: unknown[] = []
  let deaf = true
  await chat.page.routeWebSocket(/\/ws$/, (page) => {
    const server = page.connectToServer()
    page.onMessage((frame) => {
      const { type, clientId } = JSON.parse(String(frame))
      if (type === 'send') sends.push(clientId)
      server.send(frame)
    })
    server.onMessage((frame) => {
      if (!deaf || JSON.parse(String(frame)).type === 'ready') page.send(frame)
    })
  })
  await chat.reload()
  await chat.say('are you there?')
  await expect.poll(() => sends, EVENTUALLY).toHaveLength(1)
  deaf = false
  await chat.reload()

  await chat.answer('You wrote: are you there?').waitFor()
  await expect.poll(() => sends, EVENTUALLY).toHaveLength(2)
  expect(new Set(sends).size).toBe(1)
  await chat.page.locator('[data-state="sending"]').waitFor({ state: 'detached' })
  await chat.shows(['user: are you there?', 'agent: You wrote: are you there?'])
})

test('without a network the page keeps what is written, and sends it when the network is back', async ({ browser }) => {
  await using gateway = await GatewayProcess.start()
  await using chat = await ChatPage.open(browser, gateway.url, { outages: true })
  const context = chat.page.context()
  // Open sockets outlive the browser's own switch, so the server hangs up.
  await context.setOffline(true)
  await gateway.kill()
  await gateway.restart()
  await chat.connection('waiting').filter({ hasText: 'You are offline.' }).waitFor()
  await chat.say('hello')
  await context.setOffline(false)
  await chat.answer('You wrote: hello').waitFor()
})
