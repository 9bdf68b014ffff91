/** What the command line's exit codes mean; a public contract. */
export const EXIT = {
  done: 0,
  /** `doctor` found something. */
  found: 1,
  usage: 2,
  noSuchSession: 3,
  /** The store cannot be used now; the same command may work later. */
  temporary: 75,
  configuration: 78,
} as const
