// The framework asks our own server, where it listens, whatever the address is called outside.
import { expect, it } from 'vitest'
import { ownOrigin } from '../../lib/platform/http/own-origin.ts'

it.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['10.1.2.3', 'http://10.1.2.3:3000'],
  ['::', 'http://[::1]:3000'],
  ['::1', 'http://[::1]:3000'],
])('a server on %s reaches itself at %s', (host, origin) => expect(ownOrigin(host, 3000)).toBe(origin))
