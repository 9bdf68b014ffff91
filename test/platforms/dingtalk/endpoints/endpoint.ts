import type { App } from '../app.ts'
import type { Body } from '../body.ts'
import type { Platform } from '../platform.ts'

/** What an endpoint is called with. */
export interface EndpointCall {
  readonly platform: Platform
  readonly body: Body
  /** The app whose access token came with the call; none where no token is asked for. */
  readonly app: App | undefined
  /** The query of the address. */
  readonly query: URLSearchParams
  /** A request header. */
  header(name: string): string
  /** Where connections are opened, `ws://…`. */
  readonly streamUrl: string
  /** Where downloads are, `http://…`. */
  readonly apiRoot: string
}

/** One endpoint of the API. */
export interface Endpoint {
  /** Its short name. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  /** The permission that the app needs for it, and whose token. */
  readonly needs?: 'robot' | 'cards' | 'emotions'
  /** Does it. @throws {Refused} @throws {WebhookRefused} */
  run(call: EndpointCall): unknown
}
