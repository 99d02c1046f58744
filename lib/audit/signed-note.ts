import crypto from 'node:crypto'
import { assert } from '../kernel/assert.ts'
import { fingerprintOf } from '../kernel/fingerprint.ts'

/** Signs texts with the audit key, which this port alone holds. Signatures are Ed25519 (RFC 8032) over the UTF-8 of the text. */
export interface NoteSigner {
  sign(text: string): Promise<{ readonly publicKey: Uint8Array; readonly signature: Uint8Array }>
}

/** A public key under the name it signs as (C2SP signed-note: one key may sign under several names). */
export interface NoteKey {
  readonly name: string
  readonly publicKey: Uint8Array
}
export interface NoteSignature {
  readonly name: string
  readonly keyId: string
  readonly signature: Uint8Array
}
/** A note taken apart; nothing in it is to be believed before {@link signersOf} has found a trusted key. */
export interface Note {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

const ed25519 = 1
/** Verifiers must take 16 signatures and should have a limit. */
const signaturesMax = 16
const noteBytesMax = 64 * 1024

/** The first four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ key), as hex. */
export function keyId(key: NoteKey): string {
  return crypto.hash('sha256', Buffer.concat([Buffer.from(`${key.name}\n`), Buffer.of(ed25519), key.publicKey])).slice(0, 8)
}

/**
 * @param text ends with a line feed and holds no other control character.
 * @returns text, blank line, signature line.
 */
export async function signNote(text: string, name: string, signer: NoteSigner): Promise<string> {
  // A name or a text with a stray line would be read back as something else than what was signed.
  assert(isNoteText(text), 'a note is lines of text without control characters')
  assert(isKeyName(name), 'a key name has neither spaces nor plus')
  const { publicKey, signature } = await signer.sign(text)
  const blob = Buffer.concat([Buffer.from(keyId({ name, publicKey }), 'hex'), signature])
  return `${text}\n— ${name} ${blob.toString('base64')}\n`
}

/** Undefined when it is not a signed note at all. */
export function parseNote(note: string): Note | undefined {
  if (Buffer.byteLength(note) > noteBytesMax) return undefined
  const border = note.lastIndexOf('\n\n')
  if (border < 0 || !note.endsWith('\n')) return undefined
  const text = note.slice(0, border + 1)
  const lines = note.slice(border + 2, -1).split('\n')
  if (!isNoteText(text) || lines.length > signaturesMax) return undefined
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const match = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line)
    const blob = Buffer.from(match?.[2] ?? '', 'base64')
    if (!match?.[1] || !isKeyName(match[1]) || blob.length < 5 || blob.toString('base64') !== match[2]) return undefined
    signatures.push({ name: match[1], keyId: blob.subarray(0, 4).toString('hex'), signature: blob.subarray(4) })
  }
  return { text, signatures }
}

/**
 * The given keys that signed the note. Signatures of unknown keys are passed over; a wrong one under a known name and id spoils the whole
 * note, because somebody tried (C2SP signed-note).
 */
export function signersOf(note: Note, keys: readonly NoteKey[]): { readonly signers: NoteKey[]; readonly forged: boolean } {
  const signers: NoteKey[] = []
  for (const { name, keyId: id, signature } of note.signatures) {
    const known = keys.filter((key) => key.name === name && keyId(key) === id)
    if (known.length === 0) continue
    const signer = known.find((key) => verifySignature(note.text, signature, key.publicKey))
    if (!signer) return { signers: [], forged: true }
    signers.push(signer)
  }
  return { signers, forged: false }
}

const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')
function verifySignature(text: string, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  const key = crypto.createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' })
  return crypto.verify(null, Buffer.from(text), key, signature)
}

/** The C2SP text of a key: `name+id+base64(0x01 ‖ key)`. */
export const encodeNoteKey = (key: NoteKey): string => `${key.name}+${keyId(key)}+${Buffer.concat([Buffer.of(ed25519), key.publicKey]).toString('base64')}`
export function decodeNoteKey(text: string): NoteKey | undefined {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text)
  const blob = Buffer.from(match?.[3] ?? '', 'base64')
  if (!match?.[1] || blob.length !== 33 || blob[0] !== ed25519) return undefined
  const key = { name: match[1], publicKey: new Uint8Array(blob.subarray(1)) }
  return keyId(key) === match[2] ? key : undefined
}
export const fingerprintOfKey = (key: NoteKey): string => fingerprintOf(key.publicKey)

const isNoteText = (text: string): boolean => text.endsWith('\n') && !/[\u0000-\u0009\u000b-\u001f]/.test(text)
const isKeyName = (name: string): boolean => /^[^\s+]+$/u.test(name)
