import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'vitest'

/** The real gateway's command. */
export const OPENCLAW = fileURLToPath(
  new URL('../../../openclaw-host/node_modules/openclaw/openclaw.mjs', import.meta.url),
)

const WHY = 'openclaw is not installed, 0.8 GB: npm run setup:openclaw'

/** Tests on a real OpenClaw gateway. Where it is not installed they are one skipped test with its reason; with `CI` a failure. */
export function onHost(name: string, tests: () => void): void {
  if (existsSync(OPENCLAW)) describe(name, tests)
  else test(name, ({ skip }) => skip(WHY))
}
