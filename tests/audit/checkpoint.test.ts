// A checkpoint is a C2SP signed note: other tools can read it, and no other text passes for one.
// ASVS V11.6.1
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkpointText, parseCheckpoint, signCheckpoint } from '../../lib/audit/checkpoint.ts'
import { manifestNoteText } from '../../lib/audit/bundle-format.ts'
import { decodeNoteKey, encodeNoteKey, keyId, parseNote, signersOf, signNote } from '../../lib/audit/signed-note.ts'
import { fingerprintOf, readFingerprint } from '../../lib/kernel/fingerprint.ts'
import { newSigner, tenant } from './sealed-log.ts'

const root = new Uint8Array(32).fill(9)
const checkpoint = { tenant, size: 48_211, root, epoch: 2, time: '2026-05-14T09:40:00.000Z' }

describe('a signed note', () => {
  // The worked example of golang.org/x/mod/sumdb/note.
  const key = decodeNoteKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  const example =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
  test('of the Go project verifies', () => {
    expect(key && keyId(key)).toBe('c74f20a3')
    expect(key && signersOf(parseNote(example) as never, [key]).signers).toHaveLength(1)
    expect(key && encodeNoteKey(key)).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  })
  test('with one letter changed does not', () => {
    expect(key && signersOf(parseNote(example.replace('answer', 'Answer')) as never, [key])).toEqual({ signers: [], forged: true })
  })
  test('ignores signatures of unknown keys and is spoilt by a wrong one of a known key', async () => {
    const [ours, theirs] = [newSigner(), newSigner()]
    const note = await signNote('text\n', ours.key.name, ours),
      other = await signNote('text\n', theirs.key.name, theirs)
    const both = `${note}${other.slice(other.indexOf('—'))}`
    expect(signersOf(parseNote(both) as never, [ours.key])).toEqual({ signers: [ours.key], forged: false })
    expect(signersOf(parseNote(other) as never, [ours.key])).toEqual({ signers: [], forged: false })
    const wrong = await signNote('other text\n', ours.key.name, ours)
    expect(signersOf(parseNote(`text\n\n${wrong.slice(wrong.indexOf('—'))}`) as never, [ours.key]).forged).toBe(true)
  })
  test('survives its text being anything printable, and nothing malformed is a note', async () => {
    const signer = newSigner()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), async (lines) => {
        const text = `${lines.join('\n').replaceAll(/[\u0000-\u0009\u000b-\u001f]/g, '')}\n`
        const note = parseNote(await signNote(text, signer.key.name, signer))
        expect(note?.text).toBe(text)
        expect(signersOf(note as never, [signer.key]).signers).toHaveLength(1)
      }),
    )
    for (const bad of [
      '',
      '\n',
      'text\n\n',
      'text\n\n— a b\n',
      'text\r\n\n— n AAAAAAAA\n',
      'no blank line\n— n AAAAAAAA\n',
      `text\n\n${'— n AAAAAAAA\n'.repeat(17)}`,
    ]) {
      expect(parseNote(bad), bad).toBeUndefined()
    }
  })
})

describe('a checkpoint', () => {
  test('reads as origin, size, root, epoch, time, signature', async () => {
    const note = await signCheckpoint(checkpoint, newSigner())
    expect(note.split('\n').slice(0, 6)).toEqual([
      `plumbline/${tenant}/audit`,
      '48211',
      'CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=',
      'epoch 2',
      'time 2026-05-14T09:40:00.000Z',
      '',
    ])
    expect(note.split('\n')[6]).toMatch(new RegExp(`^— plumbline/${tenant}/audit [A-Za-z0-9+/=]{92}$`))
    expect(parseCheckpoint(parseNote(note)?.text ?? '')).toEqual(checkpoint)
  })
  test('has one spelling: leading zeroes, spaces, another root alphabet and more lines are refused', () => {
    const text = checkpointText(checkpoint)
    expect(parseCheckpoint(text)).toEqual(checkpoint)
    for (const bad of [
      text.replace('48211', '048211'),
      text.replace('48211', ' 48211'),
      text.replace('CQk=', 'CQl='),
      text.replace('epoch 2', 'epoch 02'),
      `${text}more\n`,
      text.replace('2026-05-14T09:40:00.000Z', '2026-05-14'),
      text.replace(tenant, tenant.toUpperCase()),
      text.replace('48211', '99999999999999999999'),
    ]) {
      expect(parseCheckpoint(bad), bad).toBeUndefined()
    }
  })
  test('can never be what a manifest signature covers', () => {
    expect(parseCheckpoint(manifestNoteText(tenant, 'a'.repeat(64)))).toBeUndefined()
  })
})

describe('a fingerprint', () => {
  test('is eight groups of four, the same for the same key, and survives being typed carelessly', () => {
    const print = fingerprintOf(root)
    expect(print).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(readFingerprint(print)).toBe(print)
    expect(readFingerprint(` ${print.toLowerCase().replaceAll('-', ' ').replaceAll('1', 'l').replaceAll('0', 'o')} `)).toBe(print)
    expect(fingerprintOf(new Uint8Array(32).fill(8))).not.toBe(print)
  })
  test('is refused when it is too short or holds a letter that no fingerprint has', () => {
    expect(readFingerprint('ABCD')).toBeUndefined()
    expect(readFingerprint('U'.repeat(32))).toBeUndefined()
  })
})
