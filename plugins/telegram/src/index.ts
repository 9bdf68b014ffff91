/** The Telegram channel. */
export { createTelegram, type Telegram, type TelegramOptions } from './channel.ts'
export {
  accountsOf,
  DEFAULT_ACCOUNT,
  secretsIn,
  type TelegramAccount,
  type TelegramConfig,
  telegramConfig,
} from './config.ts'
export { probeTelegram, type TelegramFinding } from './probe.ts'
export type { TelegramTextKey, TelegramTexts } from './texts.ts'
