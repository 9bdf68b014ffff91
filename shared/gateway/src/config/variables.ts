/** An environment variable, the key it stands for, and how its text is read. */
export interface Variable {
  readonly name: string
  readonly path: readonly string[]
  readonly read: (text: string) => unknown
}

/** A text, as it is. */
export const text = (value: string): unknown => value

/** Numbers are read strictly: what is none stays text, and the schema says so. */
export const number = (value: string): unknown => (/^-?\d+$/.test(value) ? Number(value) : value)

/** A switch; what is none stays text, and the schema says so. */
export const onOff = (value: string): unknown => {
  if (/^(on|true|1|yes)$/i.test(value)) return true
  if (/^(off|false|0|no)$/i.test(value)) return false
  return value
}

/** The variables of `holdline start` itself; each platform has its own. They win over the file. */
export const VARIABLES: readonly Variable[] = [
  { name: 'HOLDLINE_STATE_DIR', path: ['stateDir'], read: text },
  { name: 'HOLDLINE_DATABASE_URL', path: ['databaseUrl'], read: text },
  { name: 'HOLDLINE_HOST', path: ['host'], read: text },
  { name: 'HOLDLINE_PORT', path: ['port'], read: number },
  { name: 'HOLDLINE_WEBCHAT', path: ['webchat', 'enabled'], read: onOff },
  { name: 'HOLDLINE_WEBCHAT_TOKEN', path: ['webchat', 'token'], read: text },
  { name: 'OPENAI_BASE_URL', path: ['model', 'baseUrl'], read: text },
  { name: 'OPENAI_API_KEY', path: ['model', 'apiKey'], read: text },
  { name: 'HOLDLINE_MODEL', path: ['model', 'name'], read: text },
  { name: 'HOLDLINE_LOCALE', path: ['locale'], read: text },
  { name: 'HOLDLINE_LOG_LEVEL', path: ['logLevel'], read: text },
  { name: 'HOLDLINE_ON_BUSY', path: ['onBusy'], read: text },
  { name: 'HOLDLINE_QUEUE_CAP', path: ['queueCap'], read: number },
  { name: 'HOLDLINE_MAX_CONCURRENT_TURNS', path: ['maxConcurrentTurns'], read: number },
  { name: 'HOLDLINE_LANE_TIMEOUT_MS', path: ['laneTimeoutMs'], read: number },
  { name: 'HOLDLINE_LEASE_MS', path: ['leaseMs'], read: number },
  { name: 'HOLDLINE_ACTION_TTL_MS', path: ['actionTtlMs'], read: number },
]

/** Keys of the configuration whose values are never shown; each platform has its own. */
export const SECRET_KEYS: ReadonlySet<string> = new Set(['token', 'apiKey', 'databaseUrl', 'env', 'headers'])
