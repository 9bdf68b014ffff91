import { writeFileSync } from 'node:fs'
import { manifestOf } from '@holdline/openclaw'
import { dingtalkPlugin } from './openclaw-definition.ts'

// Writes `openclaw.plugin.json` after a change of the schemas: `node plugins/dingtalk/src/openclaw-manifest.ts`

const VERSION = '0.1.0'
const file = new URL('../openclaw.plugin.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(manifestOf(dingtalkPlugin, VERSION), null, 2)}\n`)
