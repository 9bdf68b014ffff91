/** The operator's configuration; only the host knows all of it. */
export type HostConfig = Readonly<Record<string, unknown>>
