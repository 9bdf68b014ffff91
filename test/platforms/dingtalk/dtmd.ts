const LINK = /^dtmd:\/\/dingtalkclient\/sendMessage\?content=([^&]*)$/

/** What a link says in the name of whoever opens it; `undefined`: it is another kind of link. @throws when it is dead */
export function dtmdContent(url: string): string | undefined {
  if (!/^dtmd:/i.test(url)) return undefined
  const raw = LINK.exec(url)?.[1]
  if (raw === undefined) throw new Error('must be dtmd://dingtalkclient/sendMessage?content=…, in lower case')
  if (/[^\w%.~!*'()-]/.test(raw)) throw new Error('its content must be encoded')
  const content = decodeURIComponent(raw)
  if (content.trim() === '') throw new Error('it says nothing')
  return content
}
