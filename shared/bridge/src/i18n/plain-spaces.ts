/** Replaces the narrow and non-breaking spaces that ICU puts into numbers and times: some platforms show them as boxes. */
export function plainSpaces(text: string): string {
  return text.replace(/[\u00a0\u2009\u202f]/g, ' ')
}
