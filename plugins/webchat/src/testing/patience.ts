/** How long a test waits for what takes milliseconds on an idle machine, in milliseconds. */
export const PATIENCE = { timeout: 20_000, interval: 5 }
