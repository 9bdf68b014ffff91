/** The store ports in memory, for tests and simulation only. */
export {}
