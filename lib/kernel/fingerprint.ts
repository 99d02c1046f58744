import { sha256 } from './digest.ts'

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ' // Crockford: no I L O U, so that it survives being read out aloud

/**
 * The short form of an Ed25519 public key (32 bytes) that people compare: 160 bits of its SHA-256 as eight groups of four letters,
 * such as `7K3M-0QZD-…`. Finding a second key with the same text takes 2^160 tries.
 */
export function fingerprintOf(publicKey: Uint8Array): string {
  const digest = sha256(Buffer.concat([Buffer.from('plumbline-signing-key-1\n'), publicKey]))
  let bits = BigInt(`0x${digest.subarray(0, 20).toString('hex')}`)
  let text = ''
  for (let i = 0; i < 32; i++) {
    text = letters[Number(bits & 31n)] + (i % 4 === 0 && i > 0 ? '-' : '') + text
    bits >>= 5n
  }
  return text
}

/** As a person types it: any case, with or without dashes and spaces, I and L for 1, O for 0. Undefined when it cannot be a fingerprint. */
export function readFingerprint(typed: string): string | undefined {
  const text = typed.toUpperCase().replaceAll(/[-\s]/g, '').replaceAll(/[IL]/g, '1').replaceAll('O', '0')
  if (text.length !== 32 || [...text].some((c) => !letters.includes(c))) return undefined
  return text.replaceAll(/(.{4})(?!$)/g, '$1-')
}
