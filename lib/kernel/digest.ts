import { hash, timingSafeEqual } from 'node:crypto'

export const sha256 = (data: Uint8Array | string): Buffer => hash('sha256', data, 'buffer')
export const sha256Hex = (data: Uint8Array | string): string => hash('sha256', data, 'hex')

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * JSON with sorted keys and no white space, so that equal values have equal bytes (the idea of RFC 8785). Numbers must be safe integers:
 * amounts travel as text, so that no float can enter a digest.
 */
export function canonicalJson(value: unknown): string {
  return encode(value as Json)
}
function encode(value: Json | undefined): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new Error(`canonical JSON takes whole numbers only, got ${value}`)
    return String(value)
  }
  if (Array.isArray(value)) return `[${value.map((v: Json) => encode(v)).join(',')}]`
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${encode(v)}`).join(',')}}`
  }
  throw new Error(`canonical JSON cannot hold a ${typeof value}`)
}

/** Compares without telling by its duration where the texts differ. */
export function sameSecret(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(sha256(a), sha256(b))
}
