/** The bridge inside a real OpenClaw gateway: what every plugin of the suite shares. */
export { commonConfig } from './config/common.ts'
export { manifestOf } from './config/manifest.ts'
export { recordOf } from './config/sections.ts'
export type { HostApi } from './host/api.ts'
export type { HostConfig } from './host/config.ts'
export { definePlugin, type PluginEntry } from './plugin/define-plugin.ts'
export type {
  ChannelParts,
  Finding,
  ForeignKey,
  OpenAccounts,
  OpenChannel,
  OpenFiles,
  PluginDefinition,
  RouteApi,
} from './plugin/definition.ts'
export { type OpenWebhook, serveWebhooks } from './plugin/webhooks.ts'
