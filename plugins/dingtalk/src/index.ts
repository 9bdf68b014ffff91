/** The DingTalk channel. */
export { accessOf } from './access.ts'
export { createDingtalk, type DingtalkOptions } from './channel.ts'
export { type ChannelState, type Shelf, stateOf } from './channel-state.ts'
export {
  accountsOf,
  DEFAULT_ACCOUNT,
  type DingtalkAccount,
  type DingtalkConfig,
  dingtalkConfig,
  secretsIn,
} from './config.ts'
export type { DingtalkTextKey, DingtalkTexts } from './texts.ts'
