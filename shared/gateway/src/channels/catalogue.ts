import { dingtalk } from './dingtalk.ts'
import { feishu } from './feishu.ts'
import type { Platform } from './platform.ts'
import { telegram } from './telegram.ts'
import { vk } from './vk.ts'

/** The messengers that the gateway has; Webchat is its own page, and not among them. */
export const PLATFORMS: readonly Platform[] = [telegram, vk, feishu, dingtalk]
