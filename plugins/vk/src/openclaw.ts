import { definePlugin } from '@holdline/openclaw'
import { vkPlugin } from './openclaw-definition.ts'

/** What OpenClaw loads. */
export default definePlugin(vkPlugin)
