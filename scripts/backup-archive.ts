import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { z } from 'zod'
import { OperatorFault } from './operator-fault.ts'

/** What may be read without the key, and is bound to every block so that it cannot be altered. */
const headerSchema = z.object({
  format: z.literal('plumbline-backup-1'),
  kind: z.enum(['physical', 'logical']),
  madeAt: z.string(),
  postgres: z.string(),
  systemIdentifier: z.string(),
  migrations: z.array(z.string()),
  salt: z.string(),
})
export type ArchiveHeader = z.infer<typeof headerSchema>

const magic = 'PLUMBLINE BACKUP\n'
const blockBytes = 1_048_576
const tagBytes = 16
const kinds = { name: 1, data: 2, end: 3 } as const

const fileKey = (key: Buffer, salt: string): Buffer => Buffer.from(hkdfSync('sha256', key, Buffer.from(salt, 'base64url'), 'plumbline backup 1', 32))
/** One key per archive and a counter per block: no nonce is used twice. The last block says so, which shows when a tail was cut off. */
function nonceOf(counter: bigint, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(isLast ? 1 : 0, 0)
  nonce.writeBigUInt64BE(counter, 4)
  return nonce
}

class Sealing extends Transform {
  #held: Buffer[] = []
  #size = 0
  #counter = 0n
  readonly #key: Buffer
  readonly #header: Buffer
  constructor(key: Buffer, header: Buffer) {
    super()
    this.#key = key
    this.#header = header
  }
  #block(plain: Buffer, isLast: boolean): void {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(this.#counter++, isLast))
    cipher.setAAD(this.#header)
    this.push(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
  }
  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#held.push(chunk)
    this.#size += chunk.length
    if (this.#size > blockBytes) {
      let all = Buffer.concat(this.#held)
      for (; all.length > blockBytes; all = all.subarray(blockBytes)) this.#block(all.subarray(0, blockBytes), false)
      this.#held = [all]
      this.#size = all.length
    }
    done()
  }
  override _flush(done: TransformCallback): void {
    this.#block(Buffer.concat(this.#held), true)
    done()
  }
}

class Opening extends Transform {
  #held = Buffer.alloc(0)
  #counter = 0n
  readonly #key: Buffer
  readonly #header: Buffer
  constructor(key: Buffer, header: Buffer) {
    super()
    this.#key = key
    this.#header = header
  }
  #block(sealed: Buffer, isLast: boolean): void {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonceOf(this.#counter++, isLast))
    decipher.setAAD(this.#header)
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
    this.push(Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagBytes)), decipher.final()]))
  }
  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#held = Buffer.concat([this.#held, chunk])
    try {
      for (; this.#held.length > blockBytes + tagBytes; this.#held = this.#held.subarray(blockBytes + tagBytes)) {
        this.#block(this.#held.subarray(0, blockBytes + tagBytes), false)
      }
      done()
    } catch (error) {
      done(damaged(error))
    }
  }
  override _flush(done: TransformCallback): void {
    try {
      if (this.#held.length < tagBytes) throw new Error('no last block')
      this.#block(this.#held, true)
      done()
    } catch (error) {
      done(damaged(error))
    }
  }
}

const damaged = (cause: unknown): OperatorFault =>
  Object.assign(new OperatorFault('This backup cannot be opened: it was cut short or altered, or the keys directory belongs to another installation.'), {
    cause,
  })

/** Writes an archive of named files. Nothing appears under the final name before all of it is on disk. */
export class ArchiveWriter {
  readonly #gzip = createGzip({ level: 1 })
  readonly #done: Promise<void>
  readonly #path: string
  #failed: unknown
  bytes = 0

  constructor(path: string, key: Buffer, header: Omit<ArchiveHeader, 'format' | 'salt'>) {
    this.#path = path
    const salt = randomBytes(16).toString('base64url')
    const head = Buffer.from(`${magic}${JSON.stringify({ format: 'plumbline-backup-1', ...header, salt } satisfies ArchiveHeader)}\n`)
    const file = createWriteStream(`${path}.part`, { mode: 0o600, flush: true })
    file.write(head)
    this.#done = pipeline(this.#gzip, new Sealing(fileKey(key, salt), head), file)
    this.#done.catch((error: unknown) => {
      this.#failed = error
    })
  }
  async #frame(kind: number, payload: Buffer): Promise<void> {
    if (this.#failed !== undefined) throw this.#failed
    const head = Buffer.alloc(5)
    head.writeUInt8(kind, 0)
    head.writeUInt32BE(payload.length, 1)
    this.#gzip.write(head)
    if (!this.#gzip.write(payload)) await Promise.race([once(this.#gzip, 'drain'), this.#done])
    this.bytes += payload.length
  }
  begin(name: string): Promise<void> {
    return this.#frame(kinds.name, Buffer.from(name))
  }
  write(data: Uint8Array): Promise<void> {
    return this.#frame(kinds.data, Buffer.from(data.buffer, data.byteOffset, data.byteLength))
  }
  async add(name: string, data: Uint8Array): Promise<void> {
    await this.begin(name)
    await this.write(data)
  }
  async finish(): Promise<void> {
    await this.#frame(kinds.end, Buffer.alloc(0))
    this.#gzip.end()
    await this.#done
    await rename(`${this.#path}.part`, this.#path)
  }
  async abandon(): Promise<void> {
    this.#gzip.destroy()
    await Promise.allSettled([this.#done])
    await rm(`${this.#path}.part`, { force: true })
  }
}

/** The part of an archive that needs no key. */
export async function readArchiveHeader(path: string): Promise<{ header: ArchiveHeader; bytes: Buffer }> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0)
    const text = buffer.subarray(0, bytesRead).toString('latin1')
    const end = text.indexOf('\n', magic.length)
    if (!text.startsWith(magic) || end === -1) throw new OperatorFault(`${path} is not a backup made by Plumbline.`)
    const parsed = headerSchema.safeParse(JSON.parse(buffer.subarray(magic.length, end).toString('utf8')))
    if (!parsed.success) throw new OperatorFault(`${path} was made by another version of Plumbline that this one cannot read.`)
    return { header: parsed.data, bytes: Buffer.from(buffer.subarray(0, end + 1)) }
  } finally {
    await file.close()
  }
}

export interface ArchiveVisitor {
  /** A file begins; the one before has ended. */
  name(name: string): Promise<void>
  data(chunk: Buffer): Promise<void>
}

/** Walks through an archive. Every block is proven before its content is handed on; an archive without its end is refused. */
export async function readArchive(path: string, key: Buffer, visit: ArchiveVisitor): Promise<void> {
  const { header, bytes } = await readArchiveHeader(path)
  const source = createReadStream(path, { start: bytes.length, highWaterMark: blockBytes })
  let complete = false
  await pipeline(source, new Opening(fileKey(key, header.salt), bytes), createGunzip(), async (plain: AsyncIterable<Buffer>) => {
    let held: Buffer = Buffer.alloc(0)
    for await (const chunk of plain) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
      while (held.length >= 5) {
        const length = held.readUInt32BE(1)
        if (held.length < 5 + length) break
        const kind = held.readUInt8(0)
        const payload = held.subarray(5, 5 + length)
        held = held.subarray(5 + length)
        if (kind === kinds.name) await visit.name(payload.toString('utf8'))
        else if (kind === kinds.data) await visit.data(payload)
        else complete = true
      }
    }
  })
  if (!complete) throw damaged(undefined)
}
