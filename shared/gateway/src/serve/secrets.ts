import { PLATFORMS } from '../channels/catalogue.ts'
import type { Config } from '../config/schema.ts'

/** Every value of a configuration that must not reach a log. */
export function secretsOf(config: Config): string[] {
  const servers = Object.values(config.mcpServers).flatMap((server) =>
    'command' in server ? Object.values(server.env ?? {}) : Object.values(server.headers ?? {}),
  )
  const own = [config.webchat.token, config.model.apiKey, config.databaseUrl]
  const platforms = PLATFORMS.flatMap((platform) => platform.secrets(config))
  return [...own, ...platforms, ...servers].filter((value) => value !== undefined)
}
