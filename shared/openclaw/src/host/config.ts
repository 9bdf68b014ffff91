/** The operator's configuration; only the host knows all of it. */
export type HostConfig = Readonly<Record<string, unknown>>

/** How the host parts direct chats into sessions. */
export type DmScope = 'main' | 'per-peer' | 'per-channel-peer' | 'per-account-channel-peer'
