import { manifestOf } from '@holdline/openclaw'
import { expect, test } from 'vitest'
import manifest from '../openclaw.plugin.json' with { type: 'json' }
import { feishuPlugin } from './openclaw-definition.ts'

test('openclaw.plugin.json is what the schemas say (node plugins/feishu/src/openclaw-manifest.ts writes it)', () => {
  expect(manifest).toEqual(manifestOf(feishuPlugin, manifest.version))
})

test('every key of the configuration is described, and secrets are marked', () => {
  const channel = manifest.channelConfigs['holdline-feishu']
  for (const [key, { help }] of Object.entries(channel.uiHints)) expect(help, key).toMatch(/\w{3}/)
  expect(Object.keys(channel.uiHints)).toEqual(Object.keys(channel.schema.properties))
  expect(channel.uiHints.appSecret).toMatchObject({ sensitive: true })
})
