import { definePlugin } from '@holdline/openclaw'
import { dingtalkPlugin } from './openclaw-definition.ts'

/** What OpenClaw loads. */
export default definePlugin(dingtalkPlugin)
