// A link that signs people in sends them nowhere but to a page of ours, whichever way its address is bent.
import { expect, it } from 'vitest'
import { ownPathOf } from '../../lib/kernel/own-path.ts'

it.each([
  '//evil.example',
  '/.//evil.example/x',
  '/./%2e//evil.example',
  '/%2E//evil.example',
  '/a/..//evil.example/x',
  '/a/%2e%2e//evil.example',
  '/..//evil.example',
  '/a//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n//evil.example',
  'https://evil.example/',
  'http:/evil.example',
  'javascript:alert(1)',
  '//self.invalid/x',
  '///',
  '',
  'payouts',
  ' /payouts',
  `/${'a'.repeat(500)}`,
  undefined,
  null,
  7,
])('%j leads nowhere', (text) => expect(ownPathOf(text)).toBeUndefined())
it.each([
  ['/payouts?state=raised&q=a//b', '/payouts?state=raised&q=a//b'],
  ['/payouts#lines', '/payouts#lines'],
  ['/a/../payouts', '/payouts'],
  ['/./payouts', '/payouts'],
  ['/', '/'],
])('%s leads to %s', (text, to) => expect(ownPathOf(text)).toBe(to))
