/** Links into Telegram and its wallet: a name, and perhaps more behind it. */
const OWN = /^(?:tg|ton):\/\/[\w-]+(?:[/?]|$)/i

/** `https://somebody@host:port/…`: the host has a dot in it, or is an IPv6 address. */
const WEB = /^https?:\/\/(?:[^\s/?#@]*@)?(?:\[[\da-f:.]+\]|[^\s/?#:@[\]]*\.[^\s/?#:@[\]]*)(?::(\d{1,5}))?(?:[/?#]|$)/i

const MAX_PORT = 65_535

/**
 * Whether Telegram takes an address behind words or a button. With one that it does not take, such as
 * `http://localhost:3000`, it refuses the whole message. Source: tdlib/td, LinkManager.cpp, `check_link`.
 */
export function isLinkable(url: string): boolean {
  if (OWN.test(url)) return true
  const web = WEB.exec(url)
  if (web === null) return false
  const [, port] = web
  return port === undefined || (Number(port) > 0 && Number(port) <= MAX_PORT)
}
