import { definePlugin } from '@holdline/openclaw'
import { feishuPlugin } from './openclaw-definition.ts'

/** What OpenClaw loads. */
export default definePlugin(feishuPlugin)
