/** The core: session gate, turns, notices and ports; no I/O, no platform, no gateway. */
export {}
