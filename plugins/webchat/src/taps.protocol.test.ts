import { StoreUnavailableError } from '@holdline/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { TestClient } from './testing/test-client.ts'
import { startWebchat } from './testing/webchat-server.ts'

async function join() {
  const server = await startWebchat()
  onTestFinished(() => server.close())
  const client = await TestClient.join(server.socketUrl)
  const { chat } = await client.next('ready')
  const tap = (action: string, token = 't') => client.send({ type: 'tap', noticeId: 'n1', action, token })
  return { ...server, client, chat, tap }
}

test('a tap reaches the core with its chat, person, notice and token', async () => {
  const { client, chat, inbox, tap } = await join()
  tap('cancel', 'token')
  await client.next('toast')
  expect(inbox.taps[0]).toMatchObject({
    chat: { channel: 'webchat', account: 'default', kind: 'direct', chat },
    person: { id: chat, locale: 'en' },
    action: 'cancel',
    token: 'token',
    noticeId: 'n1',
  })
})

test.for(['done', 'finished', 'forbidden', 'expired', 'unknown'] as const)(
  'a tap with the result %s gets exactly one toast',
  async (result) => {
    const { client, inbox, tap } = await join()
    inbox.onTap = async ({ action }) => ({ action, noticeId: '', result, text: 'said' })
    tap('cancel')
    expect(await client.next('toast')).toEqual({
      type: 'toast',
      noticeId: 'n1',
      action: 'cancel',
      result,
      text: 'said',
    })
    await client.settle()
    expect(client.all('toast')).toHaveLength(1)
  },
)

test('a tap with an action that does not exist is answered by the core like any other', async () => {
  const { client, tap } = await join()
  tap('explode')
  expect(await client.next('toast')).toMatchObject({ action: 'explode', noticeId: 'n1' })
})

test('two presses of one button are two taps', async () => {
  const { client, inbox, tap } = await join()
  tap('wait')
  tap('wait')
  await client.next('toast')
  await client.next('toast')
  expect(new Set(inbox.taps.map(({ dedupeKey }) => dedupeKey)).size).toBe(2)
})

test('the toast goes to the tab that tapped', async () => {
  const { client, socketUrl, chat, tap } = await join()
  const other = await TestClient.join(socketUrl, { chat })
  tap('wait')
  await client.next('toast')
  await other.settle()
  expect(other.all('toast')).toEqual([])
})

test('a tap that cannot be decided is told so, by its notice', async () => {
  const { client, inbox, tap } = await join()
  inbox.onTap = async () => {
    throw new StoreUnavailableError('down')
  }
  tap('cancel')
  expect(await client.next('error')).toMatchObject({ code: 'unavailable', noticeId: 'n1' })
})

test('a tap does not wait for a message that the store has not taken yet', async () => {
  const { client, inbox, tap } = await join()
  inbox.onMessage = () => new Promise(() => {})
  client.send({ type: 'send', clientId: 'a', text: 'hello' })
  tap('cancel')
  await client.next('toast')
})
