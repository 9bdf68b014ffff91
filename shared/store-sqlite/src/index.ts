/** The store ports on node:sqlite, the embedded default. */
export {}
