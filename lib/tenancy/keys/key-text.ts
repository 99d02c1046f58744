import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** By which people and scanners of secrets know a key, wherever it turns up. */
export const keyPrefix = 'plkey_'
const bodyLength = 64,
  checkLength = 6,
  base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
export const keyLength = keyPrefix.length + bodyLength + checkLength
/** Whatever looks like a key, for those who search texts for one. */
export const keyPattern = /plkey_[\w-]{64}[0-9A-Za-z]{6}/
function checkOf(body: string): string {
  let n = crc32(keyPrefix + body),
    text = ''
  for (let i = 0; i < checkLength; i++) {
    text = base62[n % 62] + text
    n = Math.floor(n / 62)
  }
  return text
}
/** 256 random bits, then the company, so that the door need not look through those of all companies; then a checksum, by which a mistyped one is known without asking anybody. */
export function newKey(tenant: string): string {
  const body = Buffer.concat([randomBytes(32), Buffer.from(tenant.replaceAll('-', ''), 'hex')]).toString('base64url')
  return `${keyPrefix}${body}${checkOf(body)}`
}
/** The company that a key says it is of; undefined: this is no key. Believed by nobody: the door looks its hash up. */
export function tenantOfKey(text: string): string | undefined {
  if (text.length !== keyLength || !text.startsWith(keyPrefix)) return undefined
  const body = text.slice(keyPrefix.length, keyPrefix.length + bodyLength)
  if (!/^[\w-]{64}$/.test(body) || checkOf(body) !== text.slice(-checkLength)) return undefined
  const hex = Buffer.from(body, 'base64url').subarray(32).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
