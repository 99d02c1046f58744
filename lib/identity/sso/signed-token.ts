// Tokens of an OpenID provider, whatever they are for: one that holds is signed by a key it publishes, of the kind that was asked for, and meant for us.
import { compactVerify, importJWK } from 'jose'
import { keyFor } from './oidc-keys.ts'
import { readRecord, type SentRecord } from './read-record.ts'
import { tokenAlgorithms, type TokenAlgorithm } from './read-discovery.ts'
import { SsoRefused } from './sso-refused.ts'

/** What a token is judged by. */
export interface TokenTrust {
  readonly connectionId: string
  readonly issuer: string
  readonly clientId: string
  readonly keysUrl: string
  readonly algorithms: readonly string[]
}
export const tokenBytesMax = 65_536
/** How far clocks may lie apart, and how old a token may be that was made just now. */
export const tokenSkewSeconds = 60,
  tokenSecondsMax = 600
const subjectMax = 255

function readPart(part: Uint8Array, what: string): SentRecord {
  const read = readRecord(part)
  if (read === undefined) throw new SsoRefused('token form', `a ${what} that is no record in JSON`)
  return read
}
export const demand = (check: ConstructorParameters<typeof SsoRefused>[0], isFine: boolean, found: string): void => {
  if (!isFine) throw new SsoRefused(check, found)
}
export const shown = (value: unknown): string => (value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)

export interface OpenedToken {
  readonly claims: SentRecord
  readonly algorithm: TokenAlgorithm
}
/**
 * Opens a token of one kind, which its header names. The library verifies the signature with one key, chosen here among those that the provider
 * publishes, and gives back the bytes that were signed; everything is read from those.
 * @throws SsoRefused with the check that refused
 */
export async function openToken(trust: TokenTrust, token: string, isOfKind: (type: unknown) => boolean, now: Date): Promise<OpenedToken> {
  const parts = token.split('.')
  demand('token form', token.length <= tokenBytesMax, `${token.length} signs`)
  demand('encrypted', parts.length !== 5, 'five parts')
  demand('token form', parts.length === 3 && parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part)), `${parts.length} parts`)
  const header = readPart(Buffer.from(parts[0] as string, 'base64url'), 'header'),
    algorithm = header.get('alg'),
    kid = header.get('kid'),
    typ = header.get('typ')
  demand('algorithm', isAccepted(algorithm) && trust.algorithms.includes(algorithm), shown(algorithm))
  demand('token form', !header.has('crit') && !header.has('b64') && !header.has('zip'), 'a header that asks for more than a signature')
  // A token made for one use is none for another (RFC 8725, 3.11).
  demand('token form', isOfKind(typ), `the type ${shown(typ)}`)
  demand('token form', kid === undefined || typeof kid === 'string', 'a name of a key that is no text')
  const signed = await signedBytes(trust, token, algorithm as TokenAlgorithm, kid as string | undefined, now)
  return { claims: readPart(signed, 'token'), algorithm: algorithm as TokenAlgorithm }
}
const isAccepted = (value: unknown): value is TokenAlgorithm => tokenAlgorithms.some((algorithm) => algorithm === value)
async function signedBytes(trust: TokenTrust, token: string, algorithm: TokenAlgorithm, kid: string | undefined, now: Date): Promise<Uint8Array> {
  const jwk = await keyFor(trust.connectionId, trust.keysUrl, algorithm, kid, now)
  let key: Awaited<ReturnType<typeof importJWK>>
  try {
    key = await importJWK({ ...jwk }, algorithm)
  } catch {
    throw new SsoRefused('keys', 'a key that is none')
  }
  try {
    return (await compactVerify(token, key, { algorithms: [algorithm] })).payload
  } catch {
    throw new SsoRefused('signature', `not by the key ${kid ?? 'without a name'}`)
  }
}
/** By this provider, and for us alone. */
export function judgeParties(trust: TokenTrust, claims: SentRecord): void {
  demand('issuer', claims.get('iss') === trust.issuer, shown(claims.get('iss')))
  const audience = claims.get('aud'),
    audiences: readonly unknown[] = Array.isArray(audience) ? audience : [audience],
    party = claims.get('azp')
  demand('audience', audiences.includes(trust.clientId) && audiences.every((one) => typeof one === 'string'), shown(audience))
  demand(
    'authorized party',
    party === undefined ? audiences.length === 1 : party === trust.clientId,
    party === undefined ? `none, for ${audiences.length} audiences` : shown(party),
  )
}
/** Good now, and made just now. @returns the second at which it was issued */
export function judgeTimes(claims: SentRecord, now: Date): number {
  const at = now.getTime() / 1000,
    number = (name: string): number | undefined => {
      const value = claims.get(name)
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined
    }
  const until = number('exp'),
    issued = number('iat'),
    from = claims.get('nbf')
  demand('time', until !== undefined && until > at - tokenSkewSeconds, `good until ${shown(claims.get('exp'))}`)
  demand(
    'time',
    issued !== undefined && issued <= at + tokenSkewSeconds && issued >= at - tokenSecondsMax - tokenSkewSeconds,
    `issued ${shown(claims.get('iat'))}`,
  )
  demand('time', from === undefined || (typeof from === 'number' && from <= at + tokenSkewSeconds), `good from ${shown(from)}`)
  return issued as number
}
export function judgeSubject(subject: unknown): void {
  demand(
    'subject',
    typeof subject === 'string' && subject.trim() !== '' && subject.length <= subjectMax,
    typeof subject === 'string' ? `one of ${subject.length} signs` : shown(subject),
  )
}
