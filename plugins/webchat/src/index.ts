/** The Webchat channel: a web page and a WebSocket protocol. */
export { isLoopback, tokenAllowed } from './access.ts'
export { createWebchat, type Webchat, type WebchatOptions } from './channel.ts'
export { type WebchatConfig, webchatConfig } from './config.ts'
export { type EventLogPort, eventLogOf } from './event-log.ts'
export type { PageSource } from './page-files.ts'
export type { ServerTextKey, ServerTexts } from './texts.ts'
