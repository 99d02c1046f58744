import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { systemClock } from '../../kernel/clock.ts'
import { fingerprintOf } from '../../kernel/fingerprint.ts'
import { decrypt, encrypt } from './envelope.ts'
import { SealBroken, type AuditSigner, type MasterKeys } from './port.ts'

/** The kinds of keys, each in files of its own: `master.key`, after a rotation also `master-<id>.key`. */
export const keyKinds = ['master', 'signer', 'cursor', 'pepper'] as const
export type KeyKind = (typeof keyKinds)[number]

/** One key of the directory. `id` is eight random bytes as hex; `secret` is 32 bytes. */
interface StoredKey {
  readonly kind: KeyKind
  readonly id: string
  readonly madeAt: string
  readonly secret: Buffer
}

/** The keys directory cannot be used; `message` is a sentence with the remedy. */
export class KeysFault extends Error {
  override readonly name = 'KeysFault'
}

/**
 * All keys of an installation, read once. The first process of a first start makes what is missing; processes that start together agree,
 * because the first file of a kind has a fixed name that only one of them can create.
 * @throws KeysFault when files can be read by others or are damaged.
 */
export function readKeys(directory: string): Keys {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
  // A shared directory would hand every local user the power to forge checkpoints and read bank details.
  if (isOpen(directory)) throw new KeysFault(`The keys directory ${directory} can be read by others. Run: chmod -R go-rwx ${directory}`)
  let keys = load(directory)
  const missing = keyKinds.filter((kind) => !keys.some((key) => key.kind === kind))
  for (const kind of missing) write(directory, `${kind}.key`, newKey(kind))
  if (missing.length > 0) keys = load(directory)
  return new Keys(keys)
}

/** Adds a key that is newest from now on; the older ones stay readable. Running processes see it after a restart. */
export function rotateKey(directory: string, kind: KeyKind): string {
  const key = newKey(kind)
  if (!write(directory, `${kind}-${key.id}.key`, key)) throw new KeysFault(`A key ${key.id} is there already.`)
  return key.id
}

/** What {@link readKeys} found, newest first in each kind. */
export class Keys implements MasterKeys {
  readonly #keys: readonly StoredKey[]
  readonly signer: AuditSigner
  constructor(keys: readonly StoredKey[]) {
    this.#keys = [...keys].sort((a, b) => (a.madeAt < b.madeAt ? 1 : a.madeAt > b.madeAt ? -1 : a.id < b.id ? 1 : -1))
    this.signer = signerOf(this.#of('signer'))
  }
  /** Signs page cursors; changing it only sends people back to a first page. */
  get cursor(): Buffer {
    return this.#newest('cursor').secret
  }
  /** Under which backup codes are hashed, newest first; codes made before a rotation are found under the older ones. */
  get peppers(): readonly Buffer[] {
    return this.#of('pepper').map((key) => key.secret)
  }

  newest(): Buffer {
    return Buffer.from(this.#newest('master').id, 'hex')
  }
  async wrap(master: Uint8Array, context: string, dataKey: Uint8Array): Promise<Buffer> {
    return encrypt(this.#master(master).secret, context, dataKey)
  }
  async unwrap(master: Uint8Array, context: string, wrapped: Uint8Array): Promise<Buffer> {
    const { secret, id } = this.#master(master)
    try {
      return decrypt(secret, context, wrapped)
    } catch (error) {
      throw new SealBroken(`a data key under master key ${id} was changed or belongs elsewhere`, { cause: error })
    }
  }
  #master(id: Uint8Array): StoredKey {
    const hex = Buffer.from(id).toString('hex')
    const found = this.#of('master').find((key) => key.id === hex)
    if (!found) throw new SealBroken(`master key ${hex} is not in the keys directory: it belongs to another installation or was lost`)
    return found
  }
  #of(kind: KeyKind): readonly StoredKey[] {
    return this.#keys.filter((key) => key.kind === kind)
  }
  #newest(kind: KeyKind): StoredKey {
    const found = this.#of(kind)[0]
    if (!found) throw new KeysFault(`The keys directory holds no ${kind} key.`)
    return found
  }
}

const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
function signerOf(keys: readonly StoredKey[]): AuditSigner {
  const pairs = keys.map(({ secret }) => createPrivateKey({ key: Buffer.concat([pkcs8Prefix, secret]), format: 'der', type: 'pkcs8' }))
  const [newest] = pairs
  if (!newest) throw new KeysFault('The keys directory holds no signer key.')
  const publicKey = publicBytes(newest)
  return {
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    allPublicKeys: pairs.map(publicBytes),
    sign: async (text) => ({ publicKey, signature: sign(null, Buffer.from(text), newest) }),
  }
}
const publicBytes = (key: KeyObject): Uint8Array => new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32))

function newKey(kind: KeyKind): StoredKey {
  const secret = kind === 'signer' ? generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32) : randomBytes(32)
  return { kind, id: randomBytes(8).toString('hex'), madeAt: systemClock.now().toISOString(), secret }
}

/** Creates the file whole or not at all; false when the name is taken, because another process was first. */
function write(directory: string, name: string, key: StoredKey): boolean {
  const temporary = path.join(directory, `.${name}.${process.pid}.${key.id}`)
  const text = `${JSON.stringify({ version: 1, ...key, secret: key.secret.toString('base64') }, null, 2)}\n`
  const file = fs.openSync(temporary, 'wx', 0o600)
  try {
    fs.writeFileSync(file, text)
    fs.fsyncSync(file) // a key that is used and then lost takes the data with it
  } finally {
    fs.closeSync(file)
  }
  try {
    fs.linkSync(temporary, path.join(directory, name))
    const folder = fs.openSync(directory, 'r')
    try {
      fs.fsyncSync(folder)
    } finally {
      fs.closeSync(folder)
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    fs.rmSync(temporary, { force: true })
  }
}

function load(directory: string): StoredKey[] {
  const pattern = new RegExp(`^(${keyKinds.join('|')})(-[0-9a-f]{16})?\\.key$`)
  return fs.readdirSync(directory).flatMap((name) => {
    const kind = pattern.exec(name)?.[1]
    const file = path.join(directory, name)
    if (kind === undefined) return []
    if (isOpen(file)) throw new KeysFault(`The key file ${file} can be read by others. Run: chmod go-rwx ${file}`)
    return [parse(fs.readFileSync(file, 'utf8'), kind as KeyKind, file)]
  })
}
function parse(text: string, kind: KeyKind, file: string): StoredKey {
  const damaged = (): never => {
    throw new KeysFault(`The key file ${file} is damaged. Put back your copy of the keys directory.`)
  }
  let value: Record<string, unknown>
  try {
    value = JSON.parse(text) as Record<string, unknown>
  } catch {
    return damaged()
  }
  const { version, id, madeAt, secret } = value
  if (
    version !== 1 ||
    value['kind'] !== kind ||
    typeof id !== 'string' ||
    !/^[0-9a-f]{16}$/.test(id) ||
    typeof madeAt !== 'string' ||
    typeof secret !== 'string'
  )
    return damaged()
  const bytes = Buffer.from(secret, 'base64')
  return bytes.length === 32 ? { kind, id, madeAt, secret: bytes } : damaged()
}
/** Readable or writable by group or others. */
const isOpen = (file: string): boolean => process.platform !== 'win32' && (fs.statSync(file).mode & 0o077) !== 0
