const hidden = '[redacted]'

/** Field names that hold secrets or bank details, in any spelling. */
const secretName =
  /pass(word|phrase)?|secret|token|cookie|authorization|api[-_]?key|credential|otp|totp|backup[-_]?code|one[-_]?time|pepper|private|iban|account[-_]?number|routing|bic\b|session(?!_count)|nonce|signature|parameters|params/i

/** The last part of a mailed link is what opens it. */
const mailedLink = /(\/(?:setup|invitation|reset|recover|confirm|confirm-email|report)\/)[^\s/?#"]+/g
/** A text with its mailed links made harmless. */
export const hideLinks = (text: string): string => text.replace(mailedLink, `$1${hidden}`)

/** Secrets that may hide inside a text: connection passwords, bearer tokens, JWTs, IBANs and the last part of mailed links. */
const secretText: readonly (readonly [RegExp, string])[] = [
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:/@]+):[^\s@/]+@/gi, `$1:${hidden}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`],
  [/\bpl(?:key|scim)_[\w-]{20,}/g, hidden],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, hidden],
  [/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g, hidden],
  [mailedLink, `$1${hidden}`],
  [/([?&](?:token|code|key|secret|state|next)=)[^\s&#"]+/gi, `$1${hidden}`],
]

/** Removes secrets from one text. */
export function redactText(text: string): string {
  let clean = text
  for (const [pattern, replacement] of secretText) clean = clean.replace(pattern, replacement)
  return clean.length > 4000 ? `${clean.slice(0, 4000)}…` : clean
}

/** A copy of a value that may be logged. Depth and width are bounded, cycles are cut, errors keep message, code and stack. */
export function redact(value: unknown, depth = 0, seen: ReadonlySet<object> = new Set()): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (seen.has(value) || depth > 6) return '[cut]'
  const inner = new Set([...seen, value])
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : value.toISOString()
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`
  if (value instanceof Error) return redactError(value, depth, inner)
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1, inner))
  const clean: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value).slice(0, 100)) clean[name] = secretName.test(name) ? hidden : redact(item, depth + 1, inner)
  return clean
}

/** The message of a failed query holds its parameters, so only its cause is told. */
function redactError(error: Error, depth: number, seen: ReadonlySet<object>): unknown {
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  // By its words: drizzle's class carries no name of its own.
  if (error.message.startsWith('Failed query:') && error.cause instanceof Error) return redact(error.cause, depth, seen)
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
  return {
    name: error.name,
    ...code,
    message: redactText(error.message),
    stack: frames.map((line) => line.trim()),
    ...(error.cause instanceof Error ? { cause: redact(error.cause, depth + 1, seen) } : {}),
  }
}
