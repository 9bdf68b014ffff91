import { accountsIn, DEFAULT_ACCOUNT } from '@holdline/bridge'
import { z } from 'zod'
import { DEFAULT_FILE_BYTES } from './limits.ts'

const MEBIBYTE = 1024 * 1024

/** Where the open platforms are. */
const DOMAINS: Readonly<Record<string, string>> = {
  feishu: 'https://open.feishu.cn',
  lark: 'https://open.larksuite.com',
}

/** Where webhook calls of an account come, unless configured. */
const WEBHOOK_PATH = '/feishu/events'

const ids = z.array(z.union([z.string(), z.number()]).transform(String))

const domain = z.string().regex(/^(feishu|lark|https?:\/\/[^\s/].*)$/, {
  error: 'must be feishu, lark, or a URL such as https://open.example.com',
})

const groupConfig = z.strictObject({
  enabled: z.boolean().optional().describe('Whether the bot answers in this group at all.'),
  requireMention: z.boolean().optional().describe('Answer only when addressed; the default is true.'),
  allowFrom: ids.optional().describe('Open ids of the people who are heard in this group; absent: everyone.'),
})

/** The keys that an account has of its own, and that the top level gives to all. */
const accountKeys = {
  appId: z
    .string()
    // The SDK does nothing at all, and says nothing, with any other.
    .regex(/^cli_[0-9a-fA-F]{16}$/, {
      error: 'must be the App ID of the developer console, such as cli_a1b2c3d4e5f60718',
    })
    .optional()
    .describe('The App ID, from the developer console under Credentials.'),
  appSecret: z.string().min(1).optional().describe('The App Secret, from the same page.'),
  domain: domain.optional().describe('Which platform: feishu (the default), lark, or the base URL of another one.'),
  proxy: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as http://proxy:8080' })
    .optional()
    .describe('Proxy for all connections to the platform.'),
  connectionMode: z
    .enum(['websocket', 'webhook'])
    .optional()
    .describe(
      'How events come: by a long connection (websocket, the default) or by calls to a public address (webhook).',
    ),
  verificationToken: z
    .string()
    .min(1)
    .optional()
    .describe('The Verification Token of the console’s Events & Callbacks page. Required for a webhook.'),
  encryptKey: z
    .string()
    .min(1)
    .optional()
    .describe('The Encrypt Key of the same page: what calls are signed with. Required for a webhook.'),
  webhookPath: z
    .string()
    .regex(/^\/[\w/.-]*$/, { error: 'must be a path such as /feishu/events' })
    .optional()
    .describe('Where webhook calls come; the default is /feishu/events, and /feishu/<name>/events for other accounts.'),
  dmPolicy: z
    .enum(['open', 'allowlist', 'disabled'])
    .optional()
    .describe(
      'Who is heard in direct chats: everyone, those in allowFrom, or nobody; unset: allowlist where allowFrom is set.',
    ),
  allowFrom: ids.optional().describe('Open ids (ou_…) of the people who are heard in direct chats.'),
  groupPolicy: z
    .enum(['open', 'allowlist', 'disabled'])
    .optional()
    .describe('Which groups the bot answers in: all, those in groups, or none; unset: open.'),
  groupAllowFrom: ids.optional().describe('Open ids of the people who are heard in groups; unset: everyone.'),
  groups: z
    .record(
      z.string().regex(/^(\*|oc_\w+)$/, { error: 'must be “*” or the id of a group, such as oc_5ad11d72b830411d' }),
      groupConfig,
    )
    .optional()
    .describe('Settings per group, by its id; “*”: all others.'),
  mediaMaxMb: z
    .number()
    .positive()
    .max(100)
    .optional()
    .describe('Largest file that is accepted, in MiB; the default is 30.'),
}

const account = z.strictObject(accountKeys)

/** The `feishu` section of the configuration. Keys that mean the same as OpenClaw's have its names. */
export const feishuConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether Feishu is connected, where an app is set.'),
    ...accountKeys,
    accounts: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9_-]*$/i, { error: 'must be a short name of letters, digits, _ and -' }),
        account,
      )
      .optional()
      .describe('Several bots, by name; each overrides the keys beside it.'),
  })
  .superRefine((config, ctx) => {
    const apps = new Set<string>()
    const paths = new Set<string>()
    for (const { name, ...one } of merged(config)) {
      const at = name === DEFAULT_ACCOUNT && config.accounts?.[name] === undefined ? [] : ['accounts', name]
      const fail = (key: string, message: string) => ctx.addIssue({ code: 'custom', path: [...at, key], message })
      if (one.appId === undefined) {
        if (one.appSecret !== undefined) fail('appId', 'is required with appSecret')
        continue
      }
      if (one.appSecret === undefined) fail('appSecret', 'is required with appId')
      if (apps.has(one.appId)) fail('appId', 'is used by two accounts; every event goes to only one of them, by chance')
      apps.add(one.appId)
      if (one.connectionMode !== 'webhook') continue
      if (one.verificationToken === undefined)
        fail('verificationToken', 'is required for a webhook: it says which calls are meant for this app')
      if (one.encryptKey === undefined)
        fail('encryptKey', 'is required for a webhook: without it anybody could speak to the bot in anybody’s name')
      const path = webhookPathOf({ ...one, name })
      if (paths.has(path)) fail('webhookPath', `${path} is used by two accounts`)
      paths.add(path)
    }
  })

/** The `feishu` section with defaults applied. */
export type FeishuConfig = z.output<typeof feishuConfig>

/** One bot, with everything that holds for it. */
export interface FeishuAccount extends z.output<typeof account> {
  readonly name: string
  readonly appId: string
  readonly appSecret: string
}

/** An app, its secrets and the address of its webhook are one bot's, never shared. */
const OWN_KEYS = ['appId', 'appSecret', 'verificationToken', 'encryptKey', 'webhookPath'] as const

type Accounts = Pick<FeishuConfig, 'accounts'> & z.output<typeof account>

/** The bots of a configuration. One without an app is none. */
export function accountsOf(config: Pick<FeishuConfig, 'enabled'> & Accounts): FeishuAccount[] {
  const { enabled, ...rest } = config
  if (!enabled) return []
  return merged(rest).flatMap((one) =>
    one.appId === undefined || one.appSecret === undefined
      ? []
      : [{ ...one, appId: one.appId, appSecret: one.appSecret }],
  )
}

function merged({ accounts, ...beside }: Accounts): (z.output<typeof account> & { name: string })[] {
  return accountsIn(beside, accounts, OWN_KEYS)
}

/** The base URL of an account's platform, without a slash at its end. */
export function domainOf({ domain = 'feishu' }: Pick<FeishuAccount, 'domain'>): string {
  return (DOMAINS[domain] ?? domain).replace(/\/+$/, '')
}

/** Where webhook calls of an account come. */
export function webhookPathOf({ webhookPath, name }: Pick<FeishuAccount, 'name' | 'webhookPath'>): string {
  return webhookPath ?? (name === DEFAULT_ACCOUNT ? WEBHOOK_PATH : `/feishu/${name}/events`)
}

/** The largest file that an account takes, in bytes. */
export function maxFileBytes({ mediaMaxMb }: Pick<FeishuAccount, 'mediaMaxMb'>): number {
  return mediaMaxMb === undefined ? DEFAULT_FILE_BYTES : Math.floor(mediaMaxMb * MEBIBYTE)
}

/** Every value of an account that must not reach a log. */
export function secretsOf(one: z.output<typeof account>): string[] {
  const { appSecret, verificationToken, encryptKey, proxy } = one
  const password = proxy === undefined ? undefined : decodeURIComponent(new URL(proxy).password)
  return [appSecret, verificationToken, encryptKey, password].flatMap((value) =>
    value === undefined || value === '' ? [] : [value],
  )
}

/** Every value of a configuration that must not reach a log. */
export function secretsIn(config: FeishuConfig): string[] {
  return [config, ...Object.values(config.accounts ?? {})].flatMap((one) => secretsOf(one))
}
