/** Ten times what the slowest answer of an idle machine takes. */
export const PATIENCE_MS = 30_000

/** For `expect.poll`. */
export const EVENTUALLY = { timeout: PATIENCE_MS }
