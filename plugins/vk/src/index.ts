/** The VK channel. */
export { createVk, type Vk, type VkOptions } from './channel.ts'
export { accountsOf, secretsIn, type VkAccount, type VkConfig, vkConfig } from './config.ts'
export { probeVk, type VkFinding } from './probe.ts'
export type { VkTextKey, VkTexts } from './texts.ts'
