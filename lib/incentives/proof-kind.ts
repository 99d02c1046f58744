/** The type of a proof by its first bytes, whatever its name says; undefined for anything that is not on the list (SVG and HTML are not). */
export function proofKindOf(bytes: Uint8Array): 'image/jpeg' | 'image/png' | 'application/pdf' | 'text/plain' | undefined {
  const starts = (...values: number[]): boolean => values.every((value, i) => bytes[i] === value)
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf'
  if (bytes.length === 0 || bytes.length > 1_000_000) return undefined
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  } // not UTF-8: not a text
  return [...text].some((c) => {
    const code = c.codePointAt(0) as number
    return code < 32 && ![9, 10, 13].includes(code)
  }) || /^\s*</.test(text)
    ? undefined
    : 'text/plain'
}
