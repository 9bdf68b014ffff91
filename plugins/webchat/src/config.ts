import { z } from 'zod'

// The characters of a WebSocket subprotocol (RFC 7230 `token`), since browsers send the access token as one.
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

/** The `webchat` section of the configuration. Messages name the fix and never repeat a token. */
export const webchatConfig = z.strictObject({
  enabled: z
    .boolean({ error: 'must be on or off (in a file: true or false)' })
    .default(true)
    .describe('Whether the web chat is served.'),
  token: z
    .string()
    .regex(TOKEN, {
      error: "may only have letters, digits and !#$%&'*+.^_`|~- ; for example the output of: openssl rand -hex 24",
    })
    .optional()
    .describe('Access token of the page, the WebSocket and /metrics. Required when the host is not loopback.'),
  allowedOrigins: z
    .array(
      z.string().refine(isWebOrigin, {
        error: 'must be an origin such as https://chat.example.com, without a path or a trailing slash',
      }),
    )
    .default([])
    .describe('Other web origins, besides the own one, whose pages may connect.'),
})

/** The `webchat` section with defaults applied. */
export type WebchatConfig = z.output<typeof webchatConfig>

function isWebOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text
}
