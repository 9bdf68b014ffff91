import { expect, test } from 'vitest'
import { FeishuServer } from '../../platforms/feishu/server.ts'
import { holdline } from '../support/cli.ts'
import { FeishuScene } from '../support/feishu.ts'

test('"doctor" looks at Feishu, also while the gateway runs, and takes nothing away from it', async () => {
  await using scene = await FeishuScene.start('p2p chat')
  const { code, stdout } = await scene.gateway.command('doctor')
  expect(stdout).toMatch(/feishu default: Holdline answers/)
  expect(stdout).toMatch(/feishu second: a long connection can be made/)
  expect(code).toBe(0)
  scene.asks('hello')
  await scene.says(/: hello/)
})

test('"doctor" explains a secret that Feishu does not know, and exits with 1', async () => {
  await using feishu = await FeishuServer.start()
  const env = {
    FEISHU_APP_ID: feishu.bot.appId,
    FEISHU_APP_SECRET: 'sesame',
    FEISHU_DOMAIN: feishu.url,
    HOLDLINE_STATE_DIR: '/tmp/none-of-doctor',
  }
  const { code, stdout } = await holdline(['doctor', '--json'], env)
  expect(JSON.parse(stdout).findings).toContainEqual({
    check: 'feishu default',
    ok: false,
    message: expect.stringContaining('App Secret'),
    fix: expect.stringContaining('FEISHU_APP_SECRET'),
  })
  expect(stdout).not.toContain('sesame')
  expect(code).toBe(1)
})
