import { createHash } from 'node:crypto'
import { sameSecret } from '../../kernel/digest.ts'
import type { SentRecord } from './read-record.ts'
import type { TokenAlgorithm } from './read-discovery.ts'
import { demand, judgeParties, judgeSubject, judgeTimes, openToken, type TokenTrust } from './signed-token.ts'

/** What an identity token has to answer, and what it came with. */
export interface TokenContext {
  readonly nonce: string
  readonly code: string
  readonly accessToken: string | undefined
  readonly now: Date
}
const isIdentity = (type: unknown): boolean => type === undefined || (typeof type === 'string' && /^(application\/)?jwt$/i.test(type))

/** Judges an identity token (OpenID Connect Core 3.1.3.7). @throws SsoRefused with the check that refused */
export async function verifyIdToken(trust: TokenTrust, token: string, context: TokenContext): Promise<SentRecord> {
  const { claims, algorithm } = await openToken(trust, token, isIdentity, context.now)
  judgeClaims(trust, claims, context, algorithm)
  return claims
}
/** What the signed bytes say. */
export function judgeClaims(trust: TokenTrust, claims: SentRecord, context: TokenContext, algorithm: TokenAlgorithm): void {
  judgeParties(trust, claims)
  const nonce = claims.get('nonce')
  demand('nonce', typeof nonce === 'string' && sameSecret(nonce, context.nonce), nonce === undefined ? 'none' : 'another')
  judgeTimes(claims, context.now)
  judgeSubject(claims.get('sub'))
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
