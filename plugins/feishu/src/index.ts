/** The Feishu and Lark channel. */
export { Budget as FeishuBudget } from './budget.ts'
export { createFeishu, type Feishu, type FeishuOptions } from './channel.ts'
export {
  accountsOf,
  type FeishuAccount,
  type FeishuConfig,
  feishuConfig,
  secretsIn,
} from './config.ts'
export { type FeishuFinding, probeFeishu } from './probe.ts'
export type { FeishuTextKey, FeishuTexts } from './texts.ts'
