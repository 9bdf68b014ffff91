import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigurationError } from '@holdline/bridge'
import { isLoopback } from '@holdline/webchat'
import { PLATFORMS } from '../channels/catalogue.ts'
import { type Config, configSchema } from './schema.ts'
import * as own from './variables.ts'

/** The file that is read when `HOLDLINE_CONFIG` names none; it may be absent. */
const DEFAULT_FILE = 'holdline.config.json'

/** What some editors put before a text. */
const BYTE_ORDER_MARK = /^\ufeff/

/** What is shown of a secret inside of a value. */
const HIDDEN = '…'

const VARIABLES = [...own.VARIABLES, ...PLATFORMS.flatMap(({ variables }) => variables)]

const SECRET_KEYS = new Set([...own.SECRET_KEYS, ...PLATFORMS.flatMap(({ secretKeys }) => secretKeys)])

interface Raw {
  [key: string]: unknown
}

/**
 * Reads the configuration: the file, then the environment over it.
 *
 * @throws {ConfigurationError} naming the key or variable, the value (never a secret), and the fix
 */
export function loadConfig(env: NodeJS.ProcessEnv, cwd: string): Config {
  const { file, raw } = readFile(env, cwd)
  const sources = new Map<string, string>()
  for (const { name, path, read } of VARIABLES) {
    const text = env[name]
    if (text === undefined || text === '') continue
    assign(raw, path, read(text))
    sources.set(path.join('.'), name)
  }
  const parsed = configSchema.safeParse(raw)
  if (!parsed.success) throw new ConfigurationError(explain(parsed.error.issues, raw, sources, file))
  return check({ ...parsed.data, stateDir: resolve(cwd, parsed.data.stateDir) })
}

/** What our variables begin with. */
const PREFIX = 'HOLDLINE_'

/** Names the file, and is none of its keys. */
const FILE_VARIABLE = 'HOLDLINE_CONFIG'

/**
 * Variables that look like ours and mean nothing: perhaps misspelt. No error, because a script around the gateway may
 * have some of its own.
 */
export function strangeVariables(env: NodeJS.ProcessEnv): string[] {
  const known = new Set([FILE_VARIABLE, ...VARIABLES.map(({ name }) => name)])
  return Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.has(name))
}

function check(config: Config): Config {
  if (config.databaseUrl !== undefined) {
    throw new ConfigurationError(
      'HOLDLINE_DATABASE_URL (databaseUrl) is set, but this version has only SQLite; unset it',
    )
  }
  if (config.webchat.enabled && config.webchat.token === undefined && !isLoopback(config.host)) {
    throw new ConfigurationError(
      `HOLDLINE_HOST (host) "${config.host}" can be reached from other machines, and HOLDLINE_WEBCHAT_TOKEN (webchat.token) is not set; set a token, listen on 127.0.0.1, or set HOLDLINE_WEBCHAT=off`,
    )
  }
  if (config.model.baseUrl !== undefined && config.model.name === undefined) {
    throw new ConfigurationError(
      'OPENAI_BASE_URL (model.baseUrl) is set, and HOLDLINE_MODEL (model.name) is missing; set it to the name of a model of that server, or unset OPENAI_BASE_URL for the demo model',
    )
  }
  return config
}

function readFile(env: NodeJS.ProcessEnv, cwd: string): { file: string; raw: Raw } {
  const named = env.HOLDLINE_CONFIG
  const file = resolve(cwd, named || DEFAULT_FILE)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (!named && isMissing(error)) return { file, raw: {} }
    const why = isMissing(error)
      ? 'does not exist'
      : `cannot be read (${error instanceof Error ? error.message : String(error)})`
    throw new ConfigurationError(`HOLDLINE_CONFIG: the file ${file} ${why}; name a readable JSON file`)
  }
  try {
    const value: unknown = JSON.parse(text.replace(BYTE_ORDER_MARK, ''))
    if (isRecord(value)) return { file, raw: { ...value } }
  } catch (error) {
    throw new ConfigurationError(
      `${file} is not valid JSON (${error instanceof Error ? error.message.replace(/"[^"]*"/g, '…') : 'unreadable'}); correct it`,
    )
  }
  throw new ConfigurationError(`${file} must hold a JSON object, such as {"port": 8787}`)
}

type Issue = {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly code?: string
  readonly keys?: readonly string[]
  readonly issues?: readonly { readonly message: string }[]
}

function explain(issues: readonly Issue[], raw: Raw, sources: ReadonlyMap<string, string>, file: string): string {
  const [issue] = issues
  if (issue === undefined) return `${file} is not a valid configuration`
  const path = issue.path.map(String)
  const key = path.join('.')
  const shown = show(path, raw)
  // What is missing can be set either way, and who uses variables looks for a variable.
  const source =
    sources.get(key) ??
    (shown === MISSING ? VARIABLES.find((variable) => variable.path.join('.') === key)?.name : undefined)
  const name = source === undefined ? `"${key}" in ${file}` : `${source} (${key})`
  if (issue.code === 'unrecognized_keys') {
    const unknown = (issue.keys ?? []).map((one) => [...path, one].join('.')).join('", "')
    return `"${unknown}" in ${file} is not a known key; remove it or correct its name`
  }
  // Of a key that may not stand there, the reason is one level below.
  const message = (issue.code === 'invalid_key' ? issue.issues?.[0]?.message : undefined) ?? issue.message
  const about = describe(path)
  const fix = shown === MISSING ? 'set it' : 'correct it or leave it out'
  return `${name} is ${shown}: ${message.replace(/^Invalid (input|option): /, '')}${about === undefined ? '' : ` (${about})`}; ${fix}`
}

/** What is shown of a value that is not there. */
const MISSING = 'missing'

function show(path: readonly string[], raw: Raw): string {
  let value: unknown = raw
  for (const part of path) {
    value =
      typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, part)?.value : undefined
  }
  if (value === undefined) return MISSING
  if (path.some((part) => SECRET_KEYS.has(part))) return 'set to a value that cannot be used'
  return JSON.stringify(value, (key, inner: unknown) => (SECRET_KEYS.has(key) ? HIDDEN : inner))
}

/** What a key means, from the schema, so that the fix is in the error itself. */
function describe(path: readonly string[]): string | undefined {
  let schema: unknown = configSchema
  for (const part of path) schema = below(schema, part)
  return isRecord(schema) && typeof schema.description === 'string' ? schema.description : undefined
}

/** What stands under a key of a schema: of an object its part, of a record any entry. */
function below(schema: unknown, part: string): unknown {
  if (!isRecord(schema)) return undefined
  if (isRecord(schema.shape)) return schema.shape[part]
  const { valueType, innerType } = isRecord(schema.def) ? schema.def : {}
  return valueType ?? below(innerType, part)
}

function assign(raw: Raw, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path
  if (head === undefined) return
  if (rest.length === 0) {
    raw[head] = value
    return
  }
  const inner = raw[head]
  const copy: Raw = isRecord(inner) ? { ...inner } : {}
  assign(copy, rest, value)
  raw[head] = copy
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
