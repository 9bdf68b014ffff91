import enBridge from './en/bridge.json' with { type: 'json' }
import ruBridge from './ru/bridge.json' with { type: 'json' }
import zhCnBridge from './zh-CN/bridge.json' with { type: 'json' }

/** Every language's wording as i18next `resources`: language, then namespace (`bridge`), then keys. */
export const resources = {
  en: { bridge: enBridge },
  ru: { bridge: ruBridge },
  'zh-CN': { bridge: zhCnBridge },
} as const

/** The languages that have wording, in the order that menus show them. */
export const languages = ['en', 'ru', 'zh-CN'] as const satisfies readonly (keyof typeof resources)[]
