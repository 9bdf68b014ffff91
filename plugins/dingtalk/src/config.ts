import { accountsIn, DEFAULT_ACCOUNT } from '@holdline/bridge'
import { z } from 'zod'
import { MAX_DOWNLOAD_BYTES } from './limits.ts'

const MEBIBYTE = 1024 * 1024

const ids = z.array(z.union([z.string(), z.number()]).transform(String))

const root = (example: string) =>
  z.url({ protocol: /^https?$/, error: `must be a URL such as ${example}, without a path behind it` })

const groupConfig = z.strictObject({
  enabled: z.boolean().optional().describe('Whether the robot answers in this group at all.'),
  allowFrom: ids.optional().describe('Staff ids of the people who are heard in this group; absent: everyone.'),
})

/** The keys that an account has of its own, and that the top level gives to all. */
const accountKeys = {
  clientId: z
    .string()
    .regex(/^\w{6,64}$/, { error: 'must be the Client ID (AppKey) of the app, such as dingabc123def456' })
    .optional()
    .describe('Client ID (AppKey) of the app, from “Credentials” in the developer console.'),
  clientSecret: z
    .string()
    .regex(/^[\w-]{16,128}$/, { error: 'must be the Client Secret (AppSecret) of the app' })
    .optional()
    .describe('Client Secret (AppSecret) of the app, beside the Client ID.'),
  robotCode: z
    .string()
    .min(1)
    .optional()
    .describe('RobotCode of the robot, where it is not the Client ID (as it is for internal apps).'),
  apiRoot: root('https://api.dingtalk.com')
    .optional()
    .describe('Base URL of DingTalk’s API; unset: https://api.dingtalk.com.'),
  oapiRoot: root('https://oapi.dingtalk.com')
    .optional()
    .describe('Base URL that session webhooks are called at; unset: as each message says, at dingtalk.com.'),
  cards: z
    .enum(['auto', 'off'])
    .optional()
    .describe(
      'Status messages as interactive cards that change in place: where they are available (auto, the default), or never.',
    ),
  cardTemplateId: z
    .string()
    .regex(/^[\w-]+\.schema$/, { error: 'must be the id of a published card template, such as 382e4302-….schema' })
    .optional()
    .describe('Card template of the status messages; unset: DingTalk’s public AI card.'),
  cardButtons: z
    .enum(['message', 'callback'])
    .optional()
    .describe(
      'What a card’s buttons do: send a command as the person who taps (message, the default), or call the app back.',
    ),
  dmPolicy: z
    .enum(['open', 'allowlist', 'disabled'])
    .optional()
    .describe(
      'Who is heard in direct chats: everyone, those in allowFrom, or nobody; unset: allowlist where allowFrom is set.',
    ),
  allowFrom: ids.optional().describe('Staff ids of the people who are heard in direct chats.'),
  groupPolicy: z
    .enum(['open', 'allowlist', 'disabled'])
    .optional()
    .describe('Which groups the robot answers in: all, those in groups, or none; unset: open.'),
  groupAllowFrom: ids.optional().describe('Staff ids of the people who are heard in groups; unset: everyone.'),
  groups: z
    .record(
      z.string().regex(/^(\*|cid.+)$/, { error: 'must be “*” or the conversation id of a group, such as cidAbC123==' }),
      groupConfig,
    )
    .optional()
    .describe('Settings per group, by its conversation id; “*”: all others.'),
  mediaMaxMb: z
    .number()
    .positive()
    .max(200)
    .optional()
    .describe('Largest file that is accepted, in MiB; the default is 20.'),
}

const account = z.strictObject(accountKeys)

/** The `dingtalk` section of the configuration. Keys that mean the same as OpenClaw's have its names. */
export const dingtalkConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether DingTalk is connected, where an app is set.'),
    ...accountKeys,
    accounts: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9_-]*$/i, { error: 'must be a short name of letters, digits, _ and -' }),
        account,
      )
      .optional()
      .describe('Several robots, by name; each overrides the keys beside it.'),
  })
  .superRefine((config, ctx) => {
    for (const { name, clientId, clientSecret } of namedAccounts(config)) {
      const at = name === DEFAULT_ACCOUNT && config.accounts?.[name] === undefined ? [] : ['accounts', name]
      if (clientId !== undefined && clientSecret === undefined)
        ctx.addIssue({ code: 'custom', path: [...at, 'clientSecret'], message: 'is required with clientId' })
      if (clientSecret !== undefined && clientId === undefined)
        ctx.addIssue({ code: 'custom', path: [...at, 'clientId'], message: 'is required with clientSecret' })
    }
    const seen = new Set<string>()
    for (const { name, clientId } of accountsOf(config)) {
      const at = name === DEFAULT_ACCOUNT && config.accounts?.[name] === undefined ? [] : ['accounts', name]
      if (seen.has(clientId))
        ctx.addIssue({
          code: 'custom',
          path: [...at, 'clientId'],
          message: 'is used by two accounts; DingTalk gives every message to only one of them, by chance',
        })
      seen.add(clientId)
    }
  })

/** The `dingtalk` section with defaults applied. */
export type DingtalkConfig = z.output<typeof dingtalkConfig>

/** One robot, with everything that holds for it. */
export interface DingtalkAccount extends z.output<typeof account> {
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Credentials are one robot's, never shared. */
const OWN_KEYS = ['clientId', 'clientSecret', 'robotCode'] as const

type Accounts = Pick<DingtalkConfig, 'accounts' | 'enabled'> & z.output<typeof account>

/** The robots of a configuration. One without credentials is none. */
export function accountsOf(config: Accounts): DingtalkAccount[] {
  return namedAccounts(config).flatMap((one) => {
    const { clientId, clientSecret } = one
    return clientId === undefined || clientSecret === undefined ? [] : [{ ...one, clientId, clientSecret }]
  })
}

function namedAccounts(config: Accounts): (z.output<typeof account> & { readonly name: string })[] {
  const { accounts, enabled, ...beside } = config
  return enabled ? accountsIn(beside, accounts, OWN_KEYS) : []
}

/** The largest file that an account takes, in bytes. */
export function maxFileBytes({ mediaMaxMb }: Pick<DingtalkAccount, 'mediaMaxMb'>): number {
  return mediaMaxMb === undefined ? MAX_DOWNLOAD_BYTES : Math.floor(mediaMaxMb * MEBIBYTE)
}

/** Every value of a configuration that must not reach a log. */
export function secretsIn(config: DingtalkConfig): string[] {
  const values = [config, ...Object.values(config.accounts ?? {})].map(({ clientSecret }) => clientSecret)
  return values.flatMap((value) => (value === undefined || value === '' ? [] : [value]))
}
