import { homedir } from 'node:os'
import { join } from 'node:path'
import type { HostApi } from '../host/api.ts'

/** The host's state directory. Its commands that only look at a channel give no runtime: then as the host finds it. */
export function hostStateDir(api: HostApi | undefined): string {
  if (api !== undefined) return api.runtime.state.resolveStateDir(process.env)
  return process.env.OPENCLAW_STATE_DIR ?? join(process.env.OPENCLAW_HOME ?? homedir(), '.openclaw')
}
