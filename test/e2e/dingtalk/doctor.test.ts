import { expect, test } from 'vitest'
import { DingtalkServer } from '../../platforms/dingtalk/server.ts'
import { holdline } from '../support/cli.ts'
import { DingtalkScene } from '../support/dingtalk.ts'

test('"doctor" looks at DingTalk, also while the gateway runs, and takes nothing away from it', async () => {
  await using scene = await DingtalkScene.start('direct chat')
  const { code, stdout } = await scene.gateway.command('doctor')
  expect(stdout).toMatch(/dingtalk default: DingTalk knows the Client ID and Secret/)
  expect(stdout).toMatch(/only messages that mention the robot/)
  expect(code).toBe(0)
  expect(scene.dingtalk.connections()).toHaveLength(1)
  scene.asks('hello')
  await scene.says(/: hello/)
})

test('"doctor" explains credentials that DingTalk does not know, and exits with 1', async () => {
  await using dingtalk = await DingtalkServer.start()
  const env = {
    DINGTALK_CLIENT_ID: 'dingunknown123',
    DINGTALK_CLIENT_SECRET: 'sesame-sesame-sesame-sesame',
    DINGTALK_API_ROOT: dingtalk.url,
    HOLDLINE_STATE_DIR: '/tmp/none-of-doctor',
  }
  const { code, stdout } = await holdline(['doctor', '--json'], env)
  const { findings } = JSON.parse(stdout)
  expect(findings).toContainEqual({
    check: 'dingtalk default',
    ok: false,
    message: 'DingTalk does not know this Client ID and Secret',
    fix: expect.stringContaining('DINGTALK_CLIENT_SECRET'),
  })
  expect(stdout).not.toContain('sesame')
  expect(code).toBe(1)
})
