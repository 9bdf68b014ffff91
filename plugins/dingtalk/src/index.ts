/** The DingTalk channel. */
export { createDingtalk, type DingtalkOptions } from './channel.ts'
export { type ChannelState, stateOf } from './channel-state.ts'
export {
  accountsOf,
  type DingtalkAccount,
  type DingtalkConfig,
  dingtalkConfig,
  secretsIn,
} from './config.ts'
export { type DingtalkFinding, probeDingtalk } from './probe.ts'
export type { DingtalkTextKey, DingtalkTexts } from './texts.ts'
