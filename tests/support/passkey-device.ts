// A passkey device of our own: makes and uses passkeys as WebAuthn says, by node:crypto alone, with every part of what it answers open to forgery.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { AskOptions } from '../../lib/identity/passkeys/challenge.ts'
import type { MakeOptions } from '../../lib/identity/passkeys/own-passkeys.ts'

type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor> | boolean
function head(major: number, n: number): Buffer {
  if (n < 24) return Buffer.from([(major << 5) | n])
  if (n < 256) return Buffer.from([(major << 5) | 24, n])
  if (n < 65_536) return Buffer.from([(major << 5) | 25, n >> 8, n & 255])
  const long = Buffer.alloc(5)
  long[0] = (major << 5) | 26
  long.writeUInt32BE(n, 1)
  return long
}
/** As much of CBOR (RFC 8949) as an authenticator speaks. */
export function cbor(value: Cbor): Buffer {
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4])
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, inner]) => [cbor(key), cbor(inner)])])
}
const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest()
const word = (n: number, size: 2 | 4): Buffer => {
  const out = Buffer.alloc(size)
  out.writeUIntBE(n, 0, size)
  return out
}
export const flags = { present: 0x01, verified: 0x04, mayBackUp: 0x08, isBackedUp: 0x10, attested: 0x40, extended: 0x80 } as const
export type Algorithm = -7 | -8 | -257

/** What differs from an honest answer. */
export interface Forgery {
  readonly type?: string
  readonly challenge?: string
  readonly origin?: string
  readonly rpId?: string
  readonly flags?: number
  readonly counter?: number
  readonly id?: Buffer
  readonly userHandle?: string | null
  /** Further members of the client data, such as crossOrigin. */
  readonly client?: Readonly<Record<string, unknown>>
  /** The whole client data as text. */
  readonly clientText?: string
  readonly signature?: (honest: Buffer) => Buffer
  readonly signer?: KeyObject
  readonly authenticatorData?: (honest: Buffer) => Buffer
  readonly coseKey?: ReadonlyMap<number, Cbor>
  readonly attestation?: { readonly fmt: string; readonly attStmt: ReadonlyMap<string, Cbor> }
  /** Members of the answer itself. */
  readonly answer?: Readonly<Record<string, unknown>>
}
export const sealAnswer = (answer: unknown): string =>
  `passkey.${Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)).toString('base64url')}`

export class PasskeyDevice {
  readonly id: Buffer
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  readonly algorithm: Algorithm
  readonly origin: string
  /** Counts its uses; 0 for ever with `counts: false`. */
  counter = 0
  private readonly counts: boolean
  private userHandle: string | undefined
  private readonly backup: number
  constructor(given: { origin?: string; algorithm?: Algorithm; counts?: boolean; mayBackUp?: boolean; id?: Buffer } = {}) {
    this.origin = given.origin ?? 'http://localhost:3000'
    this.algorithm = given.algorithm ?? -7
    this.counts = given.counts ?? true
    this.backup = given.mayBackUp === true ? flags.mayBackUp | flags.isBackedUp : 0
    this.id = given.id ?? randomBytes(32)
    const pair =
      this.algorithm === -7
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : this.algorithm === -8
          ? generateKeyPairSync('ed25519')
          : generateKeyPairSync('rsa', { modulusLength: 2048 })
    this.publicKey = pair.publicKey
    this.privateKey = pair.privateKey
  }
  coseKey(): Map<number, Cbor> {
    const jwk = this.publicKey.export({ format: 'jwk' }),
      bytes = (text: string | undefined): Buffer => Buffer.from(text as string, 'base64url')
    if (this.algorithm === -7)
      return new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(jwk.x)],
        [-3, bytes(jwk.y)],
      ])
    if (this.algorithm === -8)
      return new Map<number, Cbor>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, bytes(jwk.x)],
      ])
    return new Map<number, Cbor>([
      [1, 3],
      [3, -257],
      [-1, bytes(jwk.n)],
      [-2, bytes(jwk.e)],
    ])
  }
  private client(type: string, challenge: string, forged: Forgery): Buffer {
    return Buffer.from(
      forged.clientText ??
        JSON.stringify({
          type: forged.type ?? type,
          challenge: forged.challenge ?? challenge,
          origin: forged.origin ?? this.origin,
          crossOrigin: false,
          ...forged.client,
        }),
    )
  }
  private headOf(rpId: string, extra: number, forged: Forgery): Buffer {
    if (this.counts) this.counter++
    return Buffer.concat([
      sha256(forged.rpId ?? rpId),
      Buffer.from([forged.flags ?? flags.present | flags.verified | this.backup | extra]),
      word(forged.counter ?? this.counter, 4),
    ])
  }
  /** navigator.credentials.create */
  make(options: MakeOptions, forged: Forgery = {}): string {
    this.userHandle = options.user.id
    const id = forged.id ?? this.id,
      client = this.client('webauthn.create', options.challenge, forged)
    const honest = Buffer.concat([
        this.headOf(options.rp.id, flags.attested, forged),
        Buffer.alloc(16),
        word(id.length, 2),
        id,
        cbor(forged.coseKey ?? this.coseKey()),
      ]),
      data = forged.authenticatorData?.(honest) ?? honest
    const object = cbor(
      new Map<string, Cbor>([
        ['fmt', forged.attestation?.fmt ?? 'none'],
        ['attStmt', forged.attestation?.attStmt ?? new Map<string, Cbor>()],
        ['authData', data],
      ]),
    )
    return sealAnswer({
      id: id.toString('base64url'),
      type: 'public-key',
      clientDataJSON: client.toString('base64url'),
      attestationObject: object.toString('base64url'),
      transports: ['internal'],
      ...forged.answer,
    })
  }
  /** navigator.credentials.get */
  use(options: AskOptions, forged: Forgery = {}): string {
    const client = this.client('webauthn.get', options.challenge, forged),
      honest = this.headOf(options.rpId, 0, forged),
      data = forged.authenticatorData?.(honest) ?? honest
    const signed = sign(this.algorithm === -8 ? null : 'sha256', Buffer.concat([data, sha256(client)]), forged.signer ?? this.privateKey),
      handle = forged.userHandle === undefined ? this.userHandle : forged.userHandle
    return sealAnswer({
      id: (forged.id ?? this.id).toString('base64url'),
      type: 'public-key',
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: (forged.signature?.(signed) ?? signed).toString('base64url'),
      ...(handle === null ? {} : { userHandle: handle }),
      ...forged.answer,
    })
  }
}
