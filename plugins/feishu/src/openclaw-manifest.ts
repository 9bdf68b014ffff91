import { writeFileSync } from 'node:fs'
import { manifestOf } from '@holdline/openclaw'
import { feishuPlugin } from './openclaw-definition.ts'

// Writes `openclaw.plugin.json` after a change of the schemas: `node plugins/feishu/src/openclaw-manifest.ts`

const VERSION = '0.1.0'
const file = new URL('../openclaw.plugin.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(manifestOf(feishuPlugin, VERSION), null, 2)}\n`)
