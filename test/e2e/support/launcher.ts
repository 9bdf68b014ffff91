import { fileURLToPath } from 'node:url'

/** The launcher, `./holdline`. */
export const LAUNCHER = fileURLToPath(new URL('../../../holdline', import.meta.url))
