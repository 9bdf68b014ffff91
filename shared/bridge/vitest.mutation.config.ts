import { defineConfig } from 'vitest/config'

/** The tests that mutants of the gate's rules have to fail: `pnpm mutation`. */
export default defineConfig({ test: { include: ['src/{gate,actions,run,intake}/*.test.ts'] } })
