import { expect, onTestFinished, test } from 'vitest'
import { API } from 'vk-io'
import { VkServer } from './server.ts'

test("vk-io's parallel mode sends many calls as one, and each gets its own answer", async () => {
  const vk = await VkServer.start()
  onTestFinished(() => vk.stop())
  const noAgent: object = { agent: undefined }
  const options = { apiMode: 'parallel', apiBaseUrl: `${vk.url}/method`, apiRetryLimit: 0 } as const
  const api = new API({ token: vk.community.token, ...options, ...noAgent })
  const ann = vk.person()
  const chat = vk.directChat(ann)
  const [first, second, users] = await Promise.allSettled([
    api.messages.send({ peer_id: ann.id, message: 'One "{"', random_id: 1 }),
    api.messages.send({ peer_id: ann.id, message: '', random_id: 2 }),
    api.users.get({ user_ids: [ann.id] }),
  ])
  expect(chat.messages.map(({ text }) => text)).toEqual(['One "{"'])
  expect(first).toMatchObject({ status: 'fulfilled', value: chat.last?.origin.id })
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 100 } })
  expect(users).toMatchObject({ status: 'fulfilled', value: [{ first_name: 'Ann' }] })
  expect(vk.calls.map(({ method, executed }) => [method, executed])).toContainEqual(['messages.send', true])
})
