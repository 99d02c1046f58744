// An operator changes a key by one command: the new one is used from then on, nothing sealed or signed before is lost, and a mistake is a sentence.
// ASVS V11.1.1 V11.2.2 V13.1.4
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'

const directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-keys-')), 'keys')
process.env['PLUMBLINE_KEYS_DIR'] = directory
const { main } = await import('../../scripts/rotate-key.ts')
const { readKeys, keyKinds } = await import('../../lib/platform/keys/key-files.ts')
const { DataKeyEnvelope } = await import('../../lib/platform/keys/envelope.ts')
const { OperatorFault } = await import('../../scripts/operator-fault.ts')

const write = console.log
afterEach(() => {
  console.log = write
})
/** What the command prints. */
function said(kind: string): string {
  const lines: string[] = []
  console.log = (line: string) => {
    lines.push(line)
  }
  expect(main([kind])).toBe(0)
  console.log = write
  return lines.join('\n')
}

it('where there are no keys, or for a kind that does not exist, it says what to do and makes nothing', () => {
  expect(() => main(['master'])).toThrow(OperatorFault)
  expect(fs.existsSync(directory)).toBe(false)
  readKeys(directory)
  for (const kind of [undefined, 'session', 'Master'])
    expect(() => main(kind === undefined ? [] : [kind])).toThrow(
      'Say which key: master, signer, pepper, cursor'.replace('signer, pepper, cursor', keyKinds.slice(1).join(', ')),
    )
  expect(fs.readdirSync(directory)).toHaveLength(keyKinds.length)
})
it('what was sealed opens, new values are under the new key, and no key is shown', async () => {
  const cell = { tenant: null, table: 'factors', column: 'secret', row: '1' }
  const sealed = await new DataKeyEnvelope(readKeys(directory)).seal(cell, 'before')
  const text = said('master'),
    after = readKeys(directory)
  expect(text).toContain(after.newest().toString('hex'))
  expect((await new DataKeyEnvelope(after).open(cell, sealed)).toString()).toBe('before')
  expect((await new DataKeyEnvelope(after).seal(cell, 'x')).subarray(1, 9)).toEqual(after.newest())
  for (const name of fs.readdirSync(directory)) {
    expect(fs.statSync(path.join(directory, name)).mode & 0o777).toBe(0o600)
    expect(text).not.toContain((JSON.parse(fs.readFileSync(path.join(directory, name), 'utf8')) as { secret: string }).secret)
  }
})
it('a new signer is told by its fingerprint, and the old one still proves', () => {
  const before = readKeys(directory).signer.fingerprint,
    text = said('signer'),
    { signer } = readKeys(directory)
  expect(text).toContain(signer.fingerprint)
  expect(signer.fingerprint).not.toBe(before)
  expect(signer.allPublicKeys).toHaveLength(2)
})
