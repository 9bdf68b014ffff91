const HTTP = /^(?:https?:\/\/)?(?:[^/?#@]*@)?(?<host>\[[^\]]*\]|[^/?#:]*)(?::(?<port>[^/?#]*))?(?:[/?#]|$)/i
const MAX_PORT = 65_535

/**
 * What is wrong with a link behind words or a button; none for one that Telegram takes. Source: td LinkManager.cpp,
 * check_link, and parse_url below it; only what bots run into is told apart here.
 */
export function checkLink(link: string): string | undefined {
  if (/^(?:tg|ton):\/\//i.test(link)) {
    const [, scheme = ''] = /^(\w+):/.exec(link) ?? []
    return /^\w+:\/\/[\w-]+(?:[/?]|$)/.test(link) ? undefined : `Wrong ${scheme.toLowerCase()} URL`
  }
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(link) && !/^https?:/i.test(link)) return 'Unsupported URL protocol'
  const { host = '', port } = HTTP.exec(link)?.groups ?? {}
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) > 0 && Number(port) <= MAX_PORT)) {
    return 'Wrong port number specified in the URL'
  }
  if (host === '') return 'URL host is empty'
  return host.includes('.') || host.startsWith('[') ? undefined : 'Wrong HTTP URL'
}
