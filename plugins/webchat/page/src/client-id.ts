const ID_BYTES = 16

/** A new id for a message: 128 random bits. (`crypto.randomUUID` is missing on plain http outside localhost.) */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
