import { definePlugin } from '@holdline/openclaw'
import { telegramPlugin } from './openclaw-definition.ts'

/** What OpenClaw loads. */
export default definePlugin(telegramPlugin)
