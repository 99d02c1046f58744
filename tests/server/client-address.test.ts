// A caller cannot choose the address that throttles, allow lists and the audit log see.
// ASVS V4.1.3 V15.3.4
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientAddress, networkOf, normalizeAddress } from '../../lib/platform/http/client-address.ts'
import { isInternalHeader } from '../../lib/platform/http/request-headers.ts'

describe('the client address', () => {
  it('is the socket when no proxy is trusted, whatever the header claims', () => {
    fc.assert(fc.property(fc.string(), (claimed) => clientAddress('203.0.113.9', claimed, 0) === '203.0.113.9'))
  })
  it('is the entry that our own proxy wrote, however many the client put before it', () => {
    fc.assert(fc.property(fc.array(fc.ipV4()), (forged) => clientAddress('10.0.0.1', [...forged, '203.0.113.9'].join(', '), 1) === '203.0.113.9'))
    expect(clientAddress('10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2', 2)).toBe('203.0.113.9')
  })
  it('falls back to the socket when the header is too short or no address', () => {
    expect(clientAddress('10.0.0.1', undefined, 1)).toBe('10.0.0.1')
    expect(clientAddress('10.0.0.1', '203.0.113.9', 2)).toBe('10.0.0.1')
    expect(clientAddress('10.0.0.1', 'unknown<script>', 1)).toBe('10.0.0.1')
  })
  it('has one spelling', () => {
    expect(normalizeAddress('::ffff:203.0.113.9')).toBe('203.0.113.9')
    expect(normalizeAddress('[2001:DB8::1]:443')).toBe('2001:db8::1')
    expect(normalizeAddress('203.0.113.9:1234')).toBe('203.0.113.9')
    expect(normalizeAddress('fe80::1%eth0')).toBe('fe80::1')
    expect(normalizeAddress('999.1.1.1')).toBeUndefined()
  })
  it('belongs to a network as large as one household owns', () => {
    expect(networkOf('203.0.113.9')).toBe('203.0.113.0/24')
    expect(networkOf('2001:db8:1:2ff::9')).toBe('2001:db8:1:200::/56')
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/56')
    expect(networkOf('2001:db8:1:2ab::1')).toBe(networkOf('2001:db8:1:2cd:5:6:7:8'))
  })
})

describe('headers between our own layers', () => {
  it.each([
    'x-middleware-subrequest',
    'x-nextjs-data',
    'x-now-route-matches',
    'x-matched-path',
    'x-invoke-status',
    'next-resume',
    'x-nonce',
    'x-client-ip',
    'x-request-id',
    'content-security-policy',
    'x-forwarded-host',
    'forwarded',
  ])('drop %s from outside', (name) => expect(isInternalHeader(name)).toBe(true))
  it.each(['accept', 'rsc', 'next-action', 'next-router-state-tree', 'cookie', 'origin', 'sec-fetch-site', 'idempotency-key'])('keep %s', (name) =>
    expect(isInternalHeader(name)).toBe(false),
  )
})
