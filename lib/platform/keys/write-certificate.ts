// A certificate for a key of our own (X.509, RFC 5280), signed by that key: providers take in a public key in no other wrapping.
import { createSign, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { sha256Hex } from '../../kernel/digest.ts'

const keyBits = 2048,
  yearsGood = 10
export interface OwnCertificate {
  /** PKCS #8 in DER; to be sealed at once. */ readonly privateKey: Buffer
  readonly pem: string
  /** SHA-256 of the certificate, as providers show it. */ readonly fingerprint: string
  readonly validUntil: Date
}

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts),
    n = body.length
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
const commonName = Buffer.from([0x55, 4, 3]),
  rsaSha256 = Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11])
/** With two digits for the year: RFC 5280 asks for it until 2049, and for four afterwards. */
const moment = (at: Date): Buffer => {
  const text = at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return at.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text))
}
const namePart = (common: string): Buffer => tlv(0x30, tlv(0x31, tlv(0x30, tlv(6, commonName), tlv(0x0c, Buffer.from(common)))))
const algorithm = tlv(0x30, tlv(6, rsaSha256), tlv(5))

function certify(common: string, publicKey: KeyObject, privateKey: KeyObject, from: Date, until: Date): Buffer {
  // Positive and never zero, whatever the random bytes are.
  const serial = tlv(2, Buffer.from([1, ...randomBytes(15)]))
  const body = tlv(
    0x30,
    tlv(0xa0, tlv(2, Buffer.from([2]))),
    serial,
    algorithm,
    namePart(common),
    tlv(0x30, moment(from), moment(until)),
    namePart(common),
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  return tlv(0x30, body, algorithm, tlv(3, Buffer.from([0]), createSign('sha256').update(body).sign(privateKey)))
}
/** A new RSA key and its certificate, good for ten years from a day ago on, since the other side's clock may lag. */
export async function makeOwnCertificate(common: string, now: Date): Promise<OwnCertificate> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: keyBits })
  const from = new Date(now.getTime() - 86_400_000),
    until = new Date(now)
  until.setUTCFullYear(until.getUTCFullYear() + yearsGood)
  const der = certify(common.slice(0, 60), publicKey, privateKey, from, until)
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
    pem: `-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`,
    fingerprint: sha256Hex(der),
    validUntil: until,
  }
}
