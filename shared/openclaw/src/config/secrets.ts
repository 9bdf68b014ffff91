import { z } from 'zod'
import { recordOf } from './sections.ts'

/** Keys whose names say that they hold secrets; a definition may name others. */
const SECRET_NAME = /(token|secret|password|key)$/i

/** `$NAME` and `${NAME}`: the host's short form of a reference to the environment. */
const SHORT_REFERENCE = /^\$(?:\{[A-Z][A-Z0-9_]*\}|[A-Z][A-Z0-9_]*)$/

/** How the host refers to a secret that is kept elsewhere; it resolves these before an account starts. */
const reference = z.strictObject({
  source: z.enum(['env', 'file', 'exec', 'store']).describe('Where the secret is kept.'),
  provider: z.string().describe('The provider under secrets.providers, or default.'),
  id: z.string().describe('The name of the secret there.'),
})

/**
 * What is known of a secret without reading it. `unresolved`: it is configured as a reference that this process has not
 * resolved, such as a command beside the running gateway.
 */
export type SecretState = 'available' | 'unresolved' | 'missing'

/** The secrets among a channel's own keys. */
export function secretKeysOf(schema: z.ZodObject, named?: readonly string[]): readonly string[] {
  return named ?? Object.keys(schema.shape).filter((key) => SECRET_NAME.test(key))
}

/** A schema for what operators write: where the channel wants a secret, a reference does as well. */
export function writtenSchema(schema: z.ZodObject, secrets: readonly string[]): z.ZodRawShape {
  const entries = Object.entries(schema.shape).map(([key, type]) => {
    if (!secrets.includes(key)) return [key, type] as const
    const described = z.union([z.string(), reference]).optional()
    const { description } = type
    return [key, description === undefined ? described : described.describe(description)] as const
  })
  return Object.fromEntries(entries)
}

/** Whether a value is a reference that nobody has resolved yet. */
export function isReference(value: unknown): boolean {
  return typeof value === 'string' ? SHORT_REFERENCE.test(value) : reference.safeParse(value).success
}

/** What is known of a secret. */
export function secretState(value: unknown): SecretState {
  if (isReference(value)) return 'unresolved'
  return typeof value === 'string' && value.trim() !== '' ? 'available' : 'missing'
}

/** A reference in words, without the name of the secret, which the host hides as well. */
export function referenceWords(value: unknown): string {
  const { source, provider } = recordOf(value)
  return typeof source === 'string' && typeof provider === 'string' ? `${source}:${provider}` : 'env:default'
}
