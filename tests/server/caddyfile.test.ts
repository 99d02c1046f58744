// The proxy that is shipped speaks current TLS with forward secrecy only, over curves of today, and bounds what a client may send.
// ASVS V11.2.3 V11.6.2 V12.1.1 V12.1.2
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { root } from '../support/source-tree.ts'

const text = readFileSync(`${root}deploy/Caddyfile`, 'utf8')
const words = (name: string): string[] => (new RegExp(`^\\s*${name} (.+)$`, 'm').exec(text)?.[1] ?? '').split(' ')
it('protocols are TLS 1.2 and 1.3', () => expect(words('protocols')).toEqual(['tls1.2', 'tls1.3']))
it('suites of 1.2 agree on keys anew each time and authenticate what they encrypt', () => {
  expect(words('ciphers').length).toBeGreaterThan(3)
  for (const suite of words('ciphers')) expect(suite).toMatch(/^TLS_ECDHE_(ECDSA|RSA)_WITH_(AES_(128|256)_GCM_SHA(256|384)|CHACHA20_POLY1305_SHA256)$/)
})
it('curves are X25519, P-256 and P-384', () => expect(words('curves')).toEqual(['x25519', 'secp256r1', 'secp384r1']))
it('headers, bodies and time are bounded, and the proxy takes no orders', () => {
  for (const line of ['admin off', 'max_header_size 16KB', 'read_header 10s', 'max_size 201MB', 'max_size 11MB']) expect(text).toContain(line)
})
it('no answer names the software in front', () => expect(text).toMatch(/^\theader \{\n\t\t-Server\n\t\t-Via\n\t\}$/m))
