// Identity tokens made here, right in every part unless told otherwise: what a forger with good tools would hand out.
import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

export interface SigningKey {
  readonly kid: string
  readonly alg: string
  readonly privateKey: KeyObject
  readonly jwk: Readonly<Record<string, unknown>>
}
export function makeSigningKey(alg: string, kid: string, bits = 2048): SigningKey {
  const pair =
    alg === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : alg.startsWith('ES')
        ? generateKeyPairSync('ec', { namedCurve: alg === 'ES384' ? 'P-384' : 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: bits })
  return { kid, alg, privateKey: pair.privateKey, jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } }
}
const packed = (value: unknown): string =>
  Buffer.from(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value)).toString('base64url')
/** The signature's bytes by an algorithm of JWS (RFC 7518, RFC 8037). */
export function signatureBy(alg: string, input: string, key: KeyObject, encoding: 'ieee-p1363' | 'der' = 'ieee-p1363'): Buffer {
  const data = Buffer.from(input),
    hash = `sha${alg.slice(2)}`
  if (alg === 'EdDSA') return sign(null, data, key)
  if (alg.startsWith('ES')) return sign(hash, data, { key, dsaEncoding: encoding })
  if (alg.startsWith('PS')) return sign(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(alg.slice(2)) / 8 })
  return sign(hash, data, key)
}
export interface TokenShape {
  readonly key: SigningKey
  readonly claims: unknown
  readonly header?: Readonly<Record<string, unknown>>
  readonly signs?: (input: string) => Buffer | string
}
export function forgeToken({ key, claims, header = {}, signs }: TokenShape): string {
  const input = `${packed({ alg: key.alg, kid: key.kid, ...header })}.${packed(claims)}`,
    made = signs ? signs(input) : signatureBy(key.alg, input, key.privateKey)
  return `${input}.${typeof made === 'string' ? made : made.toString('base64url')}`
}
export const keyedHash =
  (secret: string | Buffer) =>
  (input: string): Buffer =>
    createHmac('sha256', secret).update(input).digest()
