import { z } from 'zod'
import { recordOf } from '../config/sections.ts'
import type { SetupField } from '../host/channel-plugin.ts'

/** The option that stands for the main secret, as the host's bundled channels have it. */
const TOKEN = 'token'

/** The options of `openclaw channels add` for a channel: one for every key that fits on a command line. */
export function setupFields(
  schema: z.ZodObject,
  secrets: readonly string[],
  env: Readonly<Record<string, string>>,
): readonly SetupField[] {
  const own = Object.entries(schema.shape).flatMap(([key, type]) => fieldOf(key, type, secrets.includes(key)))
  const [main] = secrets
  const token: SetupField[] =
    main === undefined || main === TOKEN || !secrets.includes(main)
      ? []
      : [
          {
            key: TOKEN,
            kind: 'string',
            sensitive: true,
            cli: { flags: '--token <value>', description: `Same as ${flagOf(main)}` },
          },
        ]
  const variables = Object.values(env)
  const useEnv: SetupField[] =
    variables.length === 0
      ? []
      : [
          {
            key: 'useEnv',
            kind: 'boolean',
            cli: { flags: '--use-env', description: `Take secrets from ${variables.join(', ')}` },
            envVars: variables,
          },
        ]
  return [...own, ...token, ...useEnv]
}

/** What an operator gave, by key of the configuration. @throws {Error} that names the option */
export function readSetupInput(fields: readonly SetupField[], input: unknown): Readonly<Record<string, unknown>> {
  const known = new Map(fields.map((field) => [field.key, field]))
  const given = Object.entries(recordOf(input)).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    given.map(([key, value]) => {
      if (key === 'name') return [key, value]
      const field = known.get(key)
      if (field === undefined) throw new Error(`Unsupported setup option: ${key}`)
      return [key, readValue(field, value)]
    }),
  )
}

function fieldOf(key: string, type: z.core.$ZodType, sensitive: boolean): SetupField[] {
  const schema = recordOf(z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }))
  const { description = '', enum: choices, type: kind, items } = schema
  const cli = (value: string) => ({ flags: `${flagOf(key)}${value}`, description: String(description) })
  if (Array.isArray(choices) && choices.every((one) => typeof one === 'string'))
    return [{ key, kind: 'choice', choices, cli: cli(' <choice>') }]
  switch (kind) {
    case 'string':
      return [{ key, kind, ...(sensitive ? { sensitive } : {}), cli: cli(' <value>') }]
    case 'integer':
      return [{ key, kind, cli: cli(' <number>') }]
    case 'boolean':
      return [{ key, kind, cli: cli('') }]
    case 'array':
      return recordOf(items).type === 'string' ? [{ key, kind: 'string-list', cli: cli(' <list>') }] : []
    default:
      return []
  }
}

function readValue(field: SetupField, value: unknown): unknown {
  switch (field.kind) {
    case 'string':
      return expectType(field, typeof value === 'string', value, 'a string')
    case 'boolean':
      return expectType(field, typeof value === 'boolean', value, 'true or false')
    case 'integer': {
      const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
      return expectType(field, Number.isSafeInteger(number), number, 'a whole number')
    }
    case 'string-list':
      return typeof value === 'string'
        ? value
            .split(/[\n,]/)
            .map((one) => one.trim())
            .filter((one) => one !== '')
        : expectType(field, Array.isArray(value) && value.every((one) => typeof one === 'string'), value, 'a list')
    case 'choice':
      return expectType(
        field,
        field.choices.some((one) => one === value),
        value,
        `one of ${field.choices.join(', ')}`,
      )
    default:
      return field satisfies never
  }
}

function expectType(field: SetupField, holds: boolean, value: unknown, wanted: string): unknown {
  if (!holds) throw new Error(`${field.cli.flags.split(' ')[0]} must be ${wanted}`)
  return value
}

/** `botToken` as `--bot-token`. */
function flagOf(key: string): string {
  return `--${key.replaceAll(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()}`
}
