import { definePlugin } from '@holdline/openclaw'
import { webchatPlugin } from './openclaw-definition.ts'

/** What OpenClaw loads. */
export default definePlugin(webchatPlugin)
