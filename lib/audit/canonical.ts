import crypto from 'node:crypto'
import { canonicalJson } from '../kernel/digest.ts'

/** Stands first in every canonical row, so that a later layout can never be taken for this one. */
export const canonicalVersion = 'plumbline-audit-1'

/** The sealed fields in their fixed order. All are text; what a row does not have is the empty text. */
export const canonicalFields = [
  'version',
  'tenant',
  'id',
  'seq',
  'at',
  'actor_kind',
  'actor_id',
  'actor_role',
  'event',
  'subject_kind',
  'subject_id',
  'detail',
  'permission',
  'request_id',
  'correlation_id',
  'personal_commitment',
] as const
export type CanonicalField = (typeof canonicalFields)[number]

/**
 * One event as it is sealed. `at` is UTC with microseconds and `Z`; `detail` is the canonical JSON text exactly as stored;
 * `personal_commitment` is hex, or empty when the event names nobody.
 */
export type CanonicalRow = { readonly [F in Exclude<CanonicalField, 'version'>]: string }

/** The bytes under the seal: a JSON array of texts. JSON, because it needs no length prefixes to be unambiguous and any tool reads it. */
export function canonicalRow(row: CanonicalRow): string {
  return JSON.stringify([
    canonicalVersion,
    row.tenant,
    row.id,
    row.seq,
    row.at,
    row.actor_kind,
    row.actor_id,
    row.actor_role,
    row.event,
    row.subject_kind,
    row.subject_id,
    row.detail,
    row.permission,
    row.request_id,
    row.correlation_id,
    row.personal_commitment,
  ])
}

/** The leaf of a canonical row: SHA-256(0x00 ‖ row), RFC 6962 §2.1. */
export const leafHash = (canonical: string): Buffer => crypto.hash('sha256', `\0${canonical}`, 'buffer')

/** Personal values of an event by name: `actor` (a name), `ip`, `agent`, `session` and what the event adds. An empty value is the same as an absent one. */
export type PersonalValues = Readonly<Record<string, string | undefined>>

/**
 * What the sealed row holds in place of personal values: HMAC-SHA256(salt, canonical JSON), as hex. The salt (16 random bytes, one per
 * event) lies beside the values and is deleted with them; without it the commitment cannot be tested against guesses.
 */
export function personalCommitment(values: PersonalValues, salt: Uint8Array): string {
  return hmacHex(salt, Buffer.from(personalText(values)))
}
export function personalText(values: PersonalValues): string {
  return canonicalJson(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')))
}
/** HMAC-SHA256 (RFC 2104) by two one-shot hashes: a third of the time of the platform's object for texts this short. */
export function hmacHex(key: Uint8Array, text: Uint8Array): string {
  if (key.length > 64 || text.length > inner.length - 64) return crypto.createHmac('sha256', key).update(text).digest('hex')
  for (let i = 0; i < 64; i++) {
    const byte = key[i] ?? 0
    inner[i] = byte ^ 0x36
    outer[i] = byte ^ 0x5c
  }
  inner.set(text, 64)
  outer.write(crypto.hash('sha256', new Uint8Array(inner.buffer, inner.byteOffset, 64 + text.length), 'binary'), 64, 'latin1')
  return crypto.hash('sha256', outer)
}
const inner = Buffer.alloc(64 + 4096),
  outer = Buffer.alloc(64 + 32)
