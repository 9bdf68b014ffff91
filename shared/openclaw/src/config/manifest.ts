import { z } from 'zod'
import { hostChannel } from '../gateway/routes.ts'
import type { OpenChannel, PluginDefinition } from '../plugin/definition.ts'
import { commonConfig } from './common.ts'
import { secretKeysOf, writtenSchema } from './secrets.ts'
import { recordOf } from './sections.ts'

/** Addresses in which a password may stand. */
const URL_WITH_PASSWORD = /proxy/i

/**
 * A plugin's `openclaw.plugin.json`, from the same schemas that check its configuration at run time, so that no key is
 * without a description and none is described that does not exist.
 */
export function manifestOf<Schema extends z.ZodObject, Open extends OpenChannel>(
  definition: PluginDefinition<Schema, Open>,
  version: string,
): Readonly<Record<string, unknown>> {
  const id = hostChannel(definition.channel)
  const secrets = secretKeysOf(definition.schema, definition.secrets)
  const foreign = Object.entries(definition.foreignKeys ?? {}).map(([key, { taken, why }]) => {
    const words = taken === 'ignored' ? 'Accepted, without effect' : 'Not possible here'
    return [key, z.unknown().optional().describe(`${words}: ${why}`)] as const
  })
  const account = z.strictObject({
    ...writtenSchema(definition.schema, secrets),
    ...commonConfig,
    ...Object.fromEntries(foreign),
  })
  const accounts = z
    .record(z.string(), account)
    .optional()
    .describe('Several bots: settings by account, over those above.')
  const defaultAccount = z.string().optional().describe('The account that is meant where none is named.')
  const section = z.strictObject({ ...account.shape, accounts, defaultAccount })
  const { $schema: _, ...schema } = z.toJSONSchema(section, { io: 'input' })
  return {
    id,
    name: definition.label,
    description: definition.description,
    version,
    channels: [id],
    activation: { onStartup: true },
    configSchema: { type: 'object', additionalProperties: false, properties: {} },
    channelConfigs: {
      [id]: {
        label: definition.label,
        description: definition.description,
        schema,
        uiHints: hintsOf(
          schema,
          secrets,
          foreign.map(([key]) => key),
        ),
      },
    },
    cliCommands: [{ name: 'holdline', description: 'Look at chat sessions and free them', hasSubcommands: true }],
  }
}

function hintsOf(
  schema: unknown,
  secrets: readonly string[],
  foreign: readonly string[],
): Readonly<Record<string, unknown>> {
  const properties = recordOf(recordOf(schema).properties)
  return Object.fromEntries(
    Object.entries(properties).map(([key, property]) => {
      const { description } = recordOf(property)
      const more = secrets.includes(key)
        ? { sensitive: true }
        : URL_WITH_PASSWORD.test(key)
          ? { tags: ['url-secret'] }
          : foreign.includes(key)
            ? { advanced: true }
            : {}
      return [key, { label: labelOf(key), help: description, ...more }]
    }),
  )
}

/** `dmPolicy` as `Dm policy`. */
function labelOf(key: string): string {
  const words = key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
