import enBridge from './en/bridge.json' with { type: 'json' }
import enCommands from './en/commands.json' with { type: 'json' }
import enDemo from './en/demo.json' with { type: 'json' }
import enDingtalk from './en/dingtalk.json' with { type: 'json' }
import enFeishu from './en/feishu.json' with { type: 'json' }
import enOpenclaw from './en/openclaw.json' with { type: 'json' }
import enTelegram from './en/telegram.json' with { type: 'json' }
import enVk from './en/vk.json' with { type: 'json' }
import enWebchatServer from './en/webchat-server.json' with { type: 'json' }
import ruBridge from './ru/bridge.json' with { type: 'json' }
import ruCommands from './ru/commands.json' with { type: 'json' }
import ruDemo from './ru/demo.json' with { type: 'json' }
import ruDingtalk from './ru/dingtalk.json' with { type: 'json' }
import ruFeishu from './ru/feishu.json' with { type: 'json' }
import ruOpenclaw from './ru/openclaw.json' with { type: 'json' }
import ruTelegram from './ru/telegram.json' with { type: 'json' }
import ruVk from './ru/vk.json' with { type: 'json' }
import ruWebchatServer from './ru/webchat-server.json' with { type: 'json' }
import zhCnBridge from './zh-CN/bridge.json' with { type: 'json' }
import zhCnCommands from './zh-CN/commands.json' with { type: 'json' }
import zhCnDemo from './zh-CN/demo.json' with { type: 'json' }
import zhCnDingtalk from './zh-CN/dingtalk.json' with { type: 'json' }
import zhCnFeishu from './zh-CN/feishu.json' with { type: 'json' }
import zhCnOpenclaw from './zh-CN/openclaw.json' with { type: 'json' }
import zhCnTelegram from './zh-CN/telegram.json' with { type: 'json' }
import zhCnVk from './zh-CN/vk.json' with { type: 'json' }
import zhCnWebchatServer from './zh-CN/webchat-server.json' with { type: 'json' }

/**
 * Every language's wording: language, then namespace (the file's name), then keys. `bridge` and the others are i18next
 * texts; `commands` are the words that people write, as lists.
 */
export const locales = {
  en: {
    bridge: enBridge,
    commands: enCommands,
    demo: enDemo,
    dingtalk: enDingtalk,
    feishu: enFeishu,
    telegram: enTelegram,
    openclaw: enOpenclaw,
    vk: enVk,
    'webchat-server': enWebchatServer,
  },
  ru: {
    bridge: ruBridge,
    commands: ruCommands,
    demo: ruDemo,
    dingtalk: ruDingtalk,
    feishu: ruFeishu,
    telegram: ruTelegram,
    openclaw: ruOpenclaw,
    vk: ruVk,
    'webchat-server': ruWebchatServer,
  },
  'zh-CN': {
    bridge: zhCnBridge,
    commands: zhCnCommands,
    demo: zhCnDemo,
    dingtalk: zhCnDingtalk,
    feishu: zhCnFeishu,
    telegram: zhCnTelegram,
    openclaw: zhCnOpenclaw,
    vk: zhCnVk,
    'webchat-server': zhCnWebchatServer,
  },
} as const

/** A language that has wording. */
export type Language = keyof typeof locales

/** The languages that have wording, in the order that menus show them. */
export const languages: readonly Language[] = ['en', 'ru', 'zh-CN']
