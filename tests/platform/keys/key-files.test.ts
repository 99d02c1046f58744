// Keys are made once, agreed on by processes that start together, readable by their owner alone, and never silently replaced.
// ASVS V13.3.2
import { fork } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { verify, createPublicKey } from 'node:crypto'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { DataKeyEnvelope } from '../../../lib/platform/keys/envelope.ts'
import { KeysFault, keyKinds, readKeys, rotateKey } from '../../../lib/platform/keys/key-files.ts'
import { fingerprintOf } from '../../../lib/kernel/fingerprint.ts'

const folder = (): string => path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-keys-')), 'keys')
const cell = { tenant: null, table: 'factors', column: 'secret', row: '1' }

describe('the keys directory', () => {
  test('is made with mode 0700, its files with 0600', () => {
    const directory = folder()
    readKeys(directory)
    expect(fs.statSync(directory).mode & 0o777).toBe(0o700)
    expect(fs.readdirSync(directory).sort()).toEqual(keyKinds.map((kind) => `${kind}.key`).sort())
    for (const name of fs.readdirSync(directory)) expect(fs.statSync(path.join(directory, name)).mode & 0o777).toBe(0o600)
  })
  test('gives the same keys again, and a copy of it opens what was sealed before', async () => {
    const directory = folder(),
      copy = folder()
    const sealed = await new DataKeyEnvelope(readKeys(directory)).seal(cell, 'x')
    fs.cpSync(directory, copy, { recursive: true })
    fs.chmodSync(copy, 0o700)
    expect((await new DataKeyEnvelope(readKeys(copy)).open(cell, sealed)).toString()).toBe('x')
    expect(readKeys(copy).signer.fingerprint).toBe(readKeys(directory).signer.fingerprint)
  })
  test('is refused with the remedy when others can read it or a file in it', () => {
    const directory = folder()
    readKeys(directory)
    fs.chmodSync(path.join(directory, 'master.key'), 0o640)
    expect(() => readKeys(directory)).toThrow(/chmod go-rwx .*master\.key/)
    fs.chmodSync(path.join(directory, 'master.key'), 0o600)
    fs.chmodSync(directory, 0o755)
    expect(() => readKeys(directory)).toThrow(KeysFault)
  })
  test('with a damaged file is refused, never repaired with a new key', () => {
    const directory = folder(),
      file = path.join(directory, 'master.key')
    readKeys(directory)
    const whole = fs.readFileSync(file, 'utf8')
    for (const text of [
      '',
      whole.slice(0, 40),
      whole.replace('"version": 1', '"version": 2'),
      whole.replace(/"secret": ".{8}/, '"secret": "'),
      whole.replace('master', 'signer'),
    ]) {
      fs.writeFileSync(file, text)
      expect(() => readKeys(directory), text).toThrow('Put back your copy')
    }
  })
  test('holds one set of keys when six processes start at once on an empty one', async () => {
    const directory = folder(),
      program = path.join(path.dirname(directory), 'start.mjs')
    await build({
      stdin: {
        contents: `import { readKeys } from './lib/platform/keys/key-files.ts'; process.on('message', () => { const k = readKeys(process.argv[2]); process.send(k.signer.fingerprint + k.newest().toString('hex') + k.cursor.toString('hex'), () => process.exit()) }); process.send('here')`,
        resolveDir: process.cwd(),
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: program,
    })
    const children = Array.from({ length: 6 }, () => fork(program, [directory]))
    const answers = await Promise.all(
      children.map(
        (child) =>
          new Promise<string>((resolve, reject) => {
            child.once('message', () => {
              child.once('message', (text) => resolve(String(text)))
              child.send('go')
            })
            child.once('error', reject)
          }),
      ),
    )
    expect(new Set(answers).size).toBe(1)
    expect(fs.readdirSync(directory)).toHaveLength(keyKinds.length)
  })
})

describe('rotation', () => {
  test('of the master keeps the old one readable and writes under the new', async () => {
    const directory = folder()
    const before = readKeys(directory),
      sealed = await new DataKeyEnvelope(before).seal(cell, 'x')
    const id = rotateKey(directory, 'master'),
      after = readKeys(directory)
    expect(after.newest().toString('hex')).toBe(id)
    expect((await new DataKeyEnvelope(after).open(cell, sealed)).toString()).toBe('x')
  })
  test('of the signer keeps the old public key, signs with the new', async () => {
    const directory = folder()
    const before = readKeys(directory).signer
    rotateKey(directory, 'signer')
    const after = readKeys(directory).signer
    expect(after.allPublicKeys.map(fingerprintOf)).toEqual([after.fingerprint, before.fingerprint])
    expect(after.fingerprint).not.toBe(before.fingerprint)
    const { publicKey, signature } = await after.sign('text')
    const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]), format: 'der', type: 'spki' })
    expect(verify(null, Buffer.from('text'), key, signature)).toBe(true)
    expect(verify(null, Buffer.from('texT'), key, signature)).toBe(false)
  })
})
