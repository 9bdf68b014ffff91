/** The embedded gateway and the command line. */
export {}
