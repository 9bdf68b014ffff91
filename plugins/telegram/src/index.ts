/** The Telegram channel. */
export { createTelegram, type Telegram, type TelegramOptions } from './channel.ts'
export {
  accountsOf,
  secretsIn,
  type TelegramAccount,
  type TelegramConfig,
  telegramConfig,
} from './config.ts'
export { probeTelegram, type TelegramFinding } from './probe.ts'
export type { TelegramTextKey, TelegramTexts } from './texts.ts'
