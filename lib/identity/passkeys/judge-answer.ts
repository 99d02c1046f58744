// Judges what a passkey answers. The library checks structure and signature; what it leaves to its user, or judges more mildly, is judged here.
import { createPublicKey } from 'node:crypto'
import type { SitePasskeys } from './site.ts'
import { sha256 } from '../../kernel/digest.ts'
import type { AssertionAnswer, ClientData, RegistrationAnswer } from './passkey-answer.ts'
import { demand, PasskeyFault, reading } from './passkey-check.ts'

/** COSE algorithms that are accepted, the preferred first: ES256, EdDSA, RS256. */
export const algorithms = [-7, -8, -257] as const
const flag = { present: 0x01, verified: 0x04, mayBackUp: 0x08, isBackedUp: 0x10, attested: 0x40, extended: 0x80 } as const
export interface AuthenticatorState {
  readonly counter: number
  readonly mayBackUp: boolean
  readonly isBackedUp: boolean
  readonly hasCredential: boolean
}
export interface KnownPasskey {
  readonly credentialId: Buffer
  readonly publicKey: Buffer
  readonly counter: number
  readonly mayBackUp: boolean
  readonly accountId: string
}
export interface NewPasskey extends AuthenticatorState {
  readonly credentialId: Buffer
  readonly publicKey: Buffer
  readonly transports: readonly string[]
}

/** How an account is named to authenticators: its id, which says nothing about its person. */
export const userHandleOf = (accountId: string): string => Buffer.from(accountId.replaceAll('-', ''), 'hex').toString('base64url')

function judgePage(client: ClientData, site: SitePasskeys): void {
  demand(client.origin === site.origin, 'origin')
  // A page of ours is in no frame: whatever says otherwise was made under somebody else's.
  demand(client.crossOrigin !== true && client.topOrigin === undefined, 'frame')
}
/** The signed part's fixed head (WebAuthn §6.1): whose site, what the device did, its counter. */
function judgeHead(data: Buffer, site: SitePasskeys): AuthenticatorState {
  demand(data.length >= 37, 'answer')
  demand(data.subarray(0, 32).equals(sha256(site.rpId)), 'relying party')
  const flags = data[32] as number,
    has = (bit: number): boolean => (flags & bit) !== 0
  demand(has(flag.present), 'presence')
  // Always, also beside a password: what is proven is a person, and a stolen key alone proves none.
  demand(has(flag.verified), 'verification')
  demand(has(flag.mayBackUp) || !has(flag.isBackedUp), 'backup')
  demand(data.length > 37 === (has(flag.attested) || has(flag.extended)), 'answer')
  return { counter: data.readUInt32BE(33), mayBackUp: has(flag.mayBackUp), isBackedUp: has(flag.isBackedUp), hasCredential: has(flag.attested) }
}
/**
 * Whether the known passkey signed this answer on our page. `namesOwner`: nobody was named before, so the passkey has to name its account.
 * @throws PasskeyFault
 */
export async function judgeAssertion(
  answer: AssertionAnswer,
  client: ClientData,
  passkey: KnownPasskey,
  site: SitePasskeys,
  namesOwner: boolean,
): Promise<AuthenticatorState> {
  judgePage(client, site)
  const state = judgeHead(Buffer.from(answer.authenticatorData, 'base64url'), site)
  demand(!state.hasCredential, 'answer')
  demand(Buffer.from(answer.id, 'base64url').equals(passkey.credentialId), 'credential')
  demand(answer.userHandle === undefined ? !namesOwner : answer.userHandle === userHandleOf(passkey.accountId), 'owner')
  demand(state.mayBackUp === passkey.mayBackUp, 'backup')
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  const { id, type, ...response } = answer
  const credential = { id, publicKey: new Uint8Array(passkey.publicKey), counter: 0 } // the counter is judged below, of messages that are genuine
  const judged = await verifyAuthenticationResponse({
    response: { id, rawId: id, type, clientExtensionResults: {}, response: strip(response) },
    expectedChallenge: client.challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.rpId,
    credential,
    requireUserVerification: true,
  }).catch(() => {
    throw new PasskeyFault('signature')
  })
  demand(judged.verified, 'signature')
  // An authenticator that counts, counts up (§7.2, step 22). Many count nothing and say zero for ever.
  demand((state.counter === 0 && passkey.counter === 0) || state.counter > passkey.counter, 'counter')
  return state
}
const strip = <T extends { userHandle?: string | undefined }>({ userHandle, ...rest }: T): Omit<T, 'userHandle'> & { userHandle?: string } =>
  userHandle === undefined ? rest : { ...rest, userHandle }

/** Whether this is a new passkey, made on our page by a device that verified its person. @throws PasskeyFault */
export async function judgeRegistration(answer: RegistrationAnswer, client: ClientData, site: SitePasskeys): Promise<NewPasskey> {
  judgePage(client, site)
  const [{ verifyRegistrationResponse }, { decodeAttestationObject, parseAuthenticatorData, decodeCredentialPublicKey }] = await Promise.all([
    import('@simplewebauthn/server'),
    import('@simplewebauthn/server/helpers'),
  ])
  const attestation = reading('answer', () => decodeAttestationObject(new Uint8Array(Buffer.from(answer.attestationObject, 'base64url'))))
  const format = attestation.get('fmt') as unknown,
    statement = attestation.get('attStmt') as unknown,
    data = attestation.get('authData') as unknown
  demand(statement instanceof Map && data instanceof Uint8Array, 'answer')
  const state = judgeHead(Buffer.from(data), site)
  demand(state.hasCredential, 'answer')
  // Asked for none. A signature by the new key itself may come along and claims nothing; anything with a certificate is another story, and not read.
  demand(
    (format === 'none' && statement.size === 0) || (format === 'packed' && statement.size === 2 && statement.has('alg') && statement.has('sig')),
    'attestation',
  )
  const { credentialID, credentialPublicKey } = reading('answer', () => parseAuthenticatorData(new Uint8Array(data)))
  demand(credentialID !== undefined && credentialPublicKey !== undefined && credentialID.length >= 16 && credentialID.length <= 1_023, 'answer')
  demand(Buffer.from(credentialID).equals(Buffer.from(answer.id, 'base64url')), 'credential')
  judgeKey(reading('algorithm', () => decodeCredentialPublicKey(credentialPublicKey) as unknown as ReadonlyMap<number, unknown>))
  const judged = await verifyRegistrationResponse({
    response: {
      id: answer.id,
      rawId: answer.id,
      type: answer.type,
      clientExtensionResults: {},
      response: { clientDataJSON: answer.clientDataJSON, attestationObject: answer.attestationObject },
    },
    expectedChallenge: client.challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: [...algorithms],
  }).catch(() => {
    throw new PasskeyFault('signature')
  })
  demand(judged.verified, 'signature')
  return { ...state, credentialId: Buffer.from(credentialID), publicKey: Buffer.from(credentialPublicKey), transports: answer.transports }
}
/** A sound public key of an accepted kind (RFC 9053): a point that is none, or a short modulus, would be kept and never work, or worse. */
function judgeKey(key: ReadonlyMap<number, unknown>): void {
  const [kind, algorithm, first, second, third] = [1, 3, -1, -2, -3].map((label) => key.get(label)),
    text = (value: unknown): string => {
      demand(value instanceof Uint8Array, 'algorithm')
      return Buffer.from(value).toString('base64url')
    }
  demand(
    algorithms.some((known) => known === algorithm),
    'algorithm',
  )
  const jwk =
    algorithm === -7 && kind === 2 && first === 1
      ? { kty: 'EC', crv: 'P-256', x: text(second), y: text(third) }
      : algorithm === -8 && kind === 1 && first === 6
        ? { kty: 'OKP', crv: 'Ed25519', x: text(second) }
        : algorithm === -257 && kind === 3
          ? { kty: 'RSA', n: text(first), e: text(second) }
          : undefined
  demand(jwk !== undefined, 'algorithm')
  const { asymmetricKeyDetails: details } = reading('algorithm', () => createPublicKey({ key: jwk, format: 'jwk' }))
  demand(
    details?.modulusLength === undefined || (details.modulusLength >= 2_048 && details.modulusLength <= 4_096 && details.publicExponent === 65_537n),
    'algorithm',
  )
}
