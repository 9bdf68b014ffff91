// Longer than any answer of a healthy server, shorter than the wait that follows a few failures.
const PROBE_TIMEOUT_MS = 4_000
const FIRST_SERVER_ERROR = 500

/** The WebSocket next to the page: `/ws` beside `/`, `/holdline/ws` beside `/holdline/`. */
export function socketUrl(pageUrl: string): string {
  const url = new URL('ws', pageUrl)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

/**
 * Whether the server answers a plain request. Browsers do not say why a WebSocket failed; with this, a server that is
 * away can be told from one that does not let us in. A proxy's 502 counts as away.
 */
export async function probeServer(pageUrl: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('./', pageUrl), {
      method: 'HEAD',
      cache: 'no-store',
      // A 401 must stay an answer here, not open the browser's own password box.
      credentials: 'omit',
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    })
    return response.status < FIRST_SERVER_ERROR
  } catch {
    return false
  }
}
