import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { SealBroken, type Cell, type Envelope, type MasterKeys } from './port.ts'

const version = 1
const idBytes = 8,
  keyBytes = 32,
  nonceBytes = 12,
  tagBytes = 16
/** A data key wrapped by {@link wrapKey}. */
export const wrappedBytes = nonceBytes + keyBytes + tagBytes
const headBytes = 1 + idBytes + wrappedBytes
/** Far below the 2^32 messages after which random nonces of GCM would be a concern (SP 800-38D §8.3). */
const valuesPerDataKeyMax = 1_000_000
/** Of each kind, written with and opened: what a forgotten one costs is one more question to the master. */
const dataKeysKept = 1_000

/** AES-256-GCM: nonce ‖ ciphertext ‖ tag. `context` is authenticated and not stored. */
export function encrypt(key: Uint8Array, context: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}
/** @throws when key, context or a single bit is another. */
export function decrypt(key: Uint8Array, context: string, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes)), decipher.final()])
}

interface DataKey {
  readonly key: Buffer
  readonly master: Buffer
  readonly wrapped: Buffer
  used: number
}

/**
 * Values under data keys under master keys: version ‖ master id ‖ wrapped data key ‖ nonce ‖ ciphertext ‖ tag. Each process makes its own
 * data key for each column of each tenant and sends it along with every value, so that a backup and a copy of the master keys are enough to
 * read all, and changing the master rewrites 60 bytes of a value, not the value. A value opens only in the cell it was sealed for: whoever can write the
 * database cannot move somebody's bank detail to somebody else.
 */
export class DataKeyEnvelope implements Envelope {
  readonly #masters: MasterKeys
  readonly #writing = new Map<string, Promise<DataKey>>()
  readonly #opened = new Map<string, Buffer>()
  constructor(masters: MasterKeys) {
    this.#masters = masters
  }

  async seal(cell: Cell, plain: Uint8Array | string): Promise<Buffer> {
    const { key, master, wrapped } = await this.#dataKey(purposeOf(cell))
    return Buffer.concat([Buffer.of(version), master, wrapped, encrypt(key, contextOf(cell), typeof plain === 'string' ? Buffer.from(plain) : plain)])
  }

  async open(cell: Cell, sealed: Uint8Array): Promise<Buffer> {
    const { master, wrapped, body } = parse(cell, sealed)
    const key = await this.#unwrap(cell, master, wrapped)
    try {
      return decrypt(key, contextOf(cell), body)
    } catch (error) {
      throw new SealBroken(`${name(cell)} was changed or belongs elsewhere`, { cause: error })
    }
  }

  async renew(cell: Cell, sealed: Uint8Array): Promise<Buffer | undefined> {
    const { master, wrapped, body } = parse(cell, sealed)
    const newest = this.#masters.newest()
    if (newest.equals(master)) return undefined
    const key = await this.#unwrap(cell, master, wrapped)
    return Buffer.concat([Buffer.of(version), newest, await this.#masters.wrap(newest, purposeOf(cell), key), body])
  }

  async #dataKey(purpose: string): Promise<DataKey> {
    const making = this.#writing.get(purpose) ?? this.#make(purpose)
    const made = await making
    if (made.master.equals(this.#masters.newest()) && made.used < valuesPerDataKeyMax) {
      made.used++
      return made
    }
    if (this.#writing.get(purpose) === making) this.#writing.delete(purpose)
    return this.#dataKey(purpose)
  }
  /** At once visible to those who ask while the master keys are being asked; forgotten when that fails. */
  #make(purpose: string): Promise<DataKey> {
    const key = randomBytes(keyBytes),
      master = this.#masters.newest()
    const making = this.#masters.wrap(master, purpose, key).then((wrapped) => ({ key, master, wrapped, used: 0 }))
    if (this.#writing.size >= dataKeysKept) this.#writing.delete(this.#writing.keys().next().value as string)
    this.#writing.set(purpose, making)
    making.catch(() => this.#writing.delete(purpose))
    return making
  }
  async #unwrap(cell: Cell, master: Buffer, wrapped: Buffer): Promise<Buffer> {
    const purpose = purposeOf(cell),
      known = `${purpose} ${wrapped.toString('base64')}`
    const found = this.#opened.get(known)
    if (found) return found
    const key = await this.#masters.unwrap(master, purpose, wrapped)
    if (this.#opened.size >= dataKeysKept) this.#opened.delete(this.#opened.keys().next().value as string)
    this.#opened.set(known, key)
    return key
  }
}

function parse(cell: Cell, sealed: Uint8Array): { master: Buffer; wrapped: Buffer; body: Buffer } {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length)
  if (bytes.length < headBytes + nonceBytes + tagBytes || bytes[0] !== version) throw new SealBroken(`${name(cell)} is not a sealed value`)
  return { master: bytes.subarray(1, 1 + idBytes), wrapped: bytes.subarray(1 + idBytes, headBytes), body: bytes.subarray(headBytes) }
}
/** One data key serves one column of one tenant: a key that leaks from one use opens nothing else, and nothing of another company. */
const purposeOf = (cell: Cell): string => `plumbline-purpose-2 ${cell.tenant ?? '-'} ${cell.table}.${cell.column}`
const contextOf = (cell: Cell): string => JSON.stringify(['plumbline-cell-1', cell.tenant ?? '', cell.table, cell.column, cell.row])
const name = (cell: Cell): string => `${cell.table}.${cell.column} of ${cell.row}`
