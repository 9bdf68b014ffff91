import { z } from 'zod'
import { hostChannel } from '../gateway/routes.ts'
import type { OpenChannel, PluginDefinition } from '../plugin/definition.ts'
import { commonConfig } from './common.ts'
import { recordOf } from './sections.ts'

/** Keys that hold secrets: the host never shows them. */
const SECRET = /token|secret|password|apikey/i

/**
 * A plugin's `openclaw.plugin.json`, from the same schemas that check its configuration at run time, so that no key is
 * without a description and none is described that does not exist.
 */
export function manifestOf<Schema extends z.ZodObject, Open extends OpenChannel>(
  definition: PluginDefinition<Schema, Open>,
  version: string,
): Readonly<Record<string, unknown>> {
  const id = hostChannel(definition.channel)
  const account = z.strictObject({ ...definition.schema.shape, ...commonConfig })
  const accounts = z
    .record(z.string(), account)
    .optional()
    .describe('Several bots: settings by account, over those above.')
  const section = z.strictObject({ ...account.shape, accounts })
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
      [id]: { label: definition.label, description: definition.description, schema, uiHints: hintsOf(schema) },
    },
    cliCommands: [{ name: 'holdline', description: 'Look at chat sessions and free them', hasSubcommands: true }],
  }
}

function hintsOf(schema: unknown): Readonly<Record<string, unknown>> {
  const properties = recordOf(recordOf(schema).properties)
  return Object.fromEntries(
    Object.entries(properties).map(([key, property]) => {
      const { description } = recordOf(property)
      return [key, { label: labelOf(key), help: description, ...(SECRET.test(key) ? { sensitive: true } : {}) }]
    }),
  )
}

/** `dmPolicy` as `Dm policy`. */
function labelOf(key: string): string {
  const words = key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
