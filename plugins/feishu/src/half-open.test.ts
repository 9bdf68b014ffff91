import { expect, test, vi } from 'vitest'
import { serveScene } from './testing/scene.ts'

// As always, only sooner.
vi.mock('./limits.ts', async (original) => ({
  ...(await original<typeof import('./limits.ts')>()),
  PING_EVERY_MS: 2500,
  PONG_WITHIN_S: 2,
}))

const PATIENCE = { timeout: 20_000 }
const SELDOM = { ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30, PingInterval: 120 }

test('a connection whose other end is gone is noticed long before the server’s own time for pings', async () => {
  const { feishu, inbox, start } = await serveScene({ feishu: { limits: { clientConfig: SELDOM } } })
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  // What comes after the answer to the first ping has that behind it.
  ann.sends(chat, 'hello')
  await expect.poll(() => inbox.texts, PATIENCE).toEqual(['hello'])
  feishu.bot.connections[0]?.freeze()
  await feishu.until(() => feishu.calls.filter(({ method }) => method === 'ws.upgrade').length === 2, {
    timeoutMs: 20_000,
  })
  await feishu.until(() => feishu.bot.connections.some(({ alive, ready }) => alive && ready))
  ann.sends(chat, 'are you there?')
  await expect.poll(() => inbox.texts, PATIENCE).toEqual(['hello', 'are you there?'])
})

test('a server that names no time for pings is not pinged without a pause', async () => {
  const { feishu, start } = await serveScene({
    feishu: { limits: { clientConfig: { ...SELDOM, PingInterval: Number.NaN } } },
  })
  await start()
  const [connection] = feishu.bot.connections
  await expect.poll(() => connection?.pings, PATIENCE).toBeGreaterThan(2)
  expect(connection?.pings).toBeLessThan(10)
})
