// Certificates as a provider would bring them, made here: X.509 (RFC 5280) in DER, signed by their own key.
import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

const tlv = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts),
    n = body.length
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
const oid = (text: string): Buffer => {
  const [a = 0, b = 0, ...rest] = text.split('.').map(Number)
  return tlv(
    6,
    Buffer.from([
      a * 40 + b,
      ...rest.flatMap((n) => {
        const digits = [n & 127]
        for (let m = n >> 7; m > 0; m >>= 7) digits.unshift((m & 127) | 128)
        return digits
      }),
    ]),
  )
}
const time = (at: Date): Buffer => tlv(0x18, Buffer.from(at.toISOString().replace(/[-:T]|\.\d+/g, '')))
const nameOf = (common: string): Buffer => tlv(0x30, tlv(0x31, tlv(0x30, oid('2.5.4.3'), tlv(0x0c, Buffer.from(common)))))
const signature = tlv(0x30, oid('1.2.840.113549.1.1.11'), tlv(5))

export interface Certificate {
  readonly privateKey: string
  readonly pem: string
  readonly base64: string
}
export interface CertificateFacts {
  readonly common?: string
  readonly from?: Date
  readonly until?: Date
  readonly bits?: number
  readonly hosts?: readonly string[]
  readonly curve?: string
}
/** A key and its certificate. Ten years good unless said otherwise. */
export function makeCertificate({
  common = 'idp.example.test',
  from = new Date(Date.now() - 86_400_000),
  until = new Date(Date.now() + 3_650 * 86_400_000),
  bits = 2048,
  hosts = [],
  curve,
}: CertificateFacts = {}): Certificate {
  const signer = generateKeyPairSync('rsa', { modulusLength: bits })
  const own: { publicKey: KeyObject; privateKey: KeyObject } = curve === undefined ? signer : generateKeyPairSync('ec', { namedCurve: curve })
  const names = hosts.map((host) => (isIP(host) === 4 ? tlv(0x87, Buffer.from(host.split('.').map(Number))) : tlv(0x82, Buffer.from(host))))
  const extensions = hosts.length === 0 ? [] : [tlv(0xa3, tlv(0x30, tlv(0x30, oid('2.5.29.17'), tlv(4, tlv(0x30, ...names)))))]
  const body = tlv(
    0x30,
    tlv(0xa0, tlv(2, Buffer.from([2]))),
    tlv(2, Buffer.from([1, ...randomBytes(8)])),
    signature,
    nameOf(common),
    tlv(0x30, time(from), time(until)),
    nameOf(common),
    own.publicKey.export({ type: 'spki', format: 'der' }),
    ...extensions,
  )
  const der = tlv(0x30, body, signature, tlv(3, Buffer.from([0]), createSign('sha256').update(body).sign(signer.privateKey)))
  const base64 = der.toString('base64')
  return {
    privateKey: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    base64,
    pem: `-----BEGIN CERTIFICATE-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`,
  }
}
