import { expect, test, vi } from 'vitest'
import { answer } from '../../../test/channels/samples.ts'
import { file } from '../../../test/platforms/feishu/content.ts'
import { refOf, serveScene } from './testing/scene.ts'

// As always, only sooner.
vi.mock('./limits.ts', async (original) => ({
  ...(await original<typeof import('./limits.ts')>()),
  CALL_TIMEOUT_MS: 2000,
  TRANSFER_TIMEOUT_MS: 2000,
}))

const PATIENCE = { timeout: 20_000 }
const NEVER = { delayMs: 600_000 }

test('a call and a download that nobody answers are given up', async () => {
  const { feishu, channel, inbox, start } = await serveScene()
  await start()
  const ann = feishu.user()
  const chat = feishu.p2p(ann)
  ann.sends(chat, file({ bytes: Buffer.from('x'), name: 'x.bin' }))
  await expect.poll(() => inbox.messages.length, PATIENCE).toBe(1)
  feishu.fail('message.create', NEVER)
  feishu.fail('resource.get', NEVER)
  const ref = inbox.messages[0]?.attachments[0]?.ref ?? null
  await Promise.all([
    expect(channel.send(answer(refOf(chat), 'x'))).rejects.toMatchObject({ effect: 'unknown' }),
    expect(channel.openAttachment?.(ref, AbortSignal.timeout(60_000))).rejects.toMatchObject({ kind: 'lost' }),
  ])
})
