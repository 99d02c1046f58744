// Nothing is changed by a request that another origin caused, and nothing but a followed link is read by one.
// ASVS V3.5.1
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refuseByOrigin } from '../../lib/platform/http/origin-rule.ts'

const origins = ['https://pay.example.com']
const judge = (method: string, path: string, headers: Record<string, string> = {}) => refuseByOrigin({ method, path, header: (name) => headers[name] }, origins)

describe('unsafe requests', () => {
  it('pass from our own origin', () => {
    expect(judge('POST', '/payouts', { origin: 'https://pay.example.com' })).toBeUndefined()
    expect(judge('POST', '/payouts', { 'sec-fetch-site': 'same-origin' })).toBeUndefined()
  })
  it('are refused without a word about where they came from', () => {
    expect(judge('POST', '/payouts')).toBeDefined()
    expect(judge('DELETE', '/payouts', { 'sec-fetch-site': 'none' })).toBeDefined()
  })
  it.each(['null', 'https://evil.test', 'http://pay.example.com', 'https://pay.example.com.evil.test', 'https://pay.example.com:444', ''])(
    'are refused from %j, whatever the forwarded host says',
    (origin) => {
      expect(judge('POST', '/payouts', { origin, 'x-forwarded-host': 'evil.test', 'sec-fetch-site': 'same-origin' })).toBeDefined()
    },
  )
  it('are refused for every origin but ours', () => {
    const origin = fc.tuple(fc.constantFrom('http', 'https'), fc.domain()).map(([scheme, domain]) => `${scheme}://${domain}`)
    fc.assert(
      fc.property(origin, (value) => judge('POST', '/x', { origin: value }) !== undefined || value === origins[0]),
      { numRuns: 50 },
    )
  })
})

describe('doors for other servers', () => {
  it('stay open for a response posted by an identity provider', () => {
    expect(judge('POST', '/api/sso/saml/acs', { origin: 'https://idp.test', 'sec-fetch-site': 'cross-site' })).toBeUndefined()
  })
  it('take a key and refuse a cookie', () => {
    expect(judge('POST', '/api/v1/records', { authorization: 'Bearer x' })).toBeUndefined()
    expect(judge('POST', '/scim/v2/Users', { cookie: 'session=x' })).toBeDefined()
  })
  it('do not open by a path that merely begins alike', () => {
    expect(judge('POST', '/api/v10/records')).toBeDefined()
    expect(judge('POST', '/api/v1')).toBeDefined()
  })
})

describe('reading from another site', () => {
  const from = (headers: Record<string, string>) => judge('GET', '/payouts', { 'sec-fetch-site': 'cross-site', ...headers })
  it('is allowed to a person who follows a link', () => {
    expect(from({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).toBeUndefined()
  })
  it.each([
    { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
    { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ])('is refused to %j', (headers) => {
    expect(from(headers)).toBeDefined()
  })
  it('is refused for data, even as a link', () => {
    expect(judge('GET', '/api/audit/export', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).toBeDefined()
  })
})
