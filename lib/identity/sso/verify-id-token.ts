import { createHash } from 'node:crypto'
import { compactVerify, importJWK } from 'jose'
import { sameSecret } from '../../kernel/digest.ts'
import { keyFor } from './oidc-keys.ts'
import { readRecord, type SentRecord } from './read-record.ts'
import { tokenAlgorithms, type TokenAlgorithm } from './read-discovery.ts'
import { SsoRefused } from './sso-refused.ts'

/** What an identity token is judged by. */
export interface TokenTrust {
  readonly connectionId: string
  readonly issuer: string
  readonly clientId: string
  readonly keysUrl: string
  readonly algorithms: readonly string[]
}
/** What it has to answer, and what it came with. */
export interface TokenContext {
  readonly nonce: string
  readonly code: string
  readonly accessToken: string | undefined
  readonly now: Date
}
export const tokenBytesMax = 65_536
/** How far clocks may lie apart, and how old a token may be that was made for a code of just now. */
export const tokenSkewSeconds = 60,
  tokenSecondsMax = 600
const subjectMax = 255

function readPart(part: Uint8Array, what: string): SentRecord {
  const read = readRecord(part)
  if (read === undefined) throw new SsoRefused('token form', `a ${what} that is no record in JSON`)
  return read
}
const demand = (check: ConstructorParameters<typeof SsoRefused>[0], isFine: boolean, found: string): void => {
  if (!isFine) throw new SsoRefused(check, found)
}
const shown = (value: unknown): string => (value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)

/**
 * Judges an identity token. The library verifies the signature with one key, chosen here among those that the provider publishes, and gives back
 * the bytes that were signed; everything is read from those.
 * @throws SsoRefused with the check that refused
 */
export async function verifyIdToken(trust: TokenTrust, token: string, context: TokenContext): Promise<SentRecord> {
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
  // A token made for another use, such as a sign-out, is none of these (RFC 8725, 3.11).
  demand('token form', typ === undefined || (typeof typ === 'string' && /^(application\/)?jwt$/i.test(typ)), `the type ${shown(typ)}`)
  demand('token form', kid === undefined || typeof kid === 'string', 'a name of a key that is no text')
  const signed = await signedBytes(trust, token, algorithm as TokenAlgorithm, kid as string | undefined, context.now),
    claims = readPart(signed, 'token')
  judgeClaims(trust, claims, context, algorithm as TokenAlgorithm)
  return claims
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
/** What the signed bytes say (OpenID Connect Core 3.1.3.7). */
export function judgeClaims(trust: TokenTrust, claims: SentRecord, context: TokenContext, algorithm: TokenAlgorithm): void {
  const at = context.now.getTime() / 1000,
    number = (name: string): number | undefined => {
      const value = claims.get(name)
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined
    }
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
  const nonce = claims.get('nonce')
  demand('nonce', typeof nonce === 'string' && sameSecret(nonce, context.nonce), nonce === undefined ? 'none' : 'another')
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
  const subject = claims.get('sub')
  demand(
    'subject',
    typeof subject === 'string' && subject.trim() !== '' && subject.length <= subjectMax,
    typeof subject === 'string' ? `one of ${subject.length} signs` : shown(subject),
  )
  demandHash(claims.get('at_hash'), context.accessToken, algorithm, 'access token')
  demandHash(claims.get('c_hash'), context.code, algorithm, 'code')
}
/** The left half of the hash of what came along, where the token holds one. */
function demandHash(said: unknown, value: string | undefined, algorithm: TokenAlgorithm, what: string): void {
  if (said === undefined) return
  const hash = algorithm === 'EdDSA' || algorithm === 'Ed25519' ? 'sha512' : `sha${algorithm.slice(2)}`,
    whole = createHash(hash)
      .update(value ?? '')
      .digest()
  demand(
    'token hash',
    value !== undefined && typeof said === 'string' && sameSecret(said, whole.subarray(0, whole.length / 2).toString('base64url')),
    `another ${what}`,
  )
}
