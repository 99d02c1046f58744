import zlib from 'node:zlib'
import { assert } from '../kernel/assert.ts'

/** One file of an archive. `level` (zlib) is 0 for what does not shrink, such as hashes. */
export interface ZipFile {
  readonly name: string
  readonly level: number
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

const max32 = 0xffffffff
const versionDeflate = 20,
  versionZip64 = 45
const flags = 0x0808 // sizes follow the data (bit 3), names are UTF-8 (bit 11)

/**
 * A .zip as a stream: each file is deflated as it arrives and its length follows it in a data descriptor, so that memory does not grow
 * with the data (APPNOTE 4.3.9). Zip64 fields are written only where a number needs them, which is what every reader understands.
 * @param at the moment written into each entry (UTC, to two seconds).
 */
export async function* writeZip(files: AsyncIterable<ZipFile>, at: Date): AsyncGenerator<Uint8Array, void, undefined> {
  const [time, date] = dosMoment(at)
  const directory: Buffer[] = []
  let offset = 0,
    count = 0
  for await (const file of files) {
    const name = Buffer.from(file.name)
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50, 0)
    header.writeUInt16LE(versionDeflate, 4)
    header.writeUInt16LE(flags, 6)
    header.writeUInt16LE(8, 8)
    header.writeUInt16LE(time, 10)
    header.writeUInt16LE(date, 12)
    header.writeUInt16LE(name.length, 26)
    yield Buffer.concat([header, name])
    const sum = { crc: 0, plain: 0, packed: 0 }
    for await (const chunk of deflate(counted(file.bytes, sum), file.level)) {
      sum.packed += chunk.length
      yield chunk
    }
    const descriptor = describe(sum)
    yield descriptor
    directory.push(directoryEntry(name, sum, offset, time, date))
    offset += 30 + name.length + sum.packed + descriptor.length
    count++
  }
  const entries = Buffer.concat(directory)
  yield entries
  yield* endOfDirectory(count, entries.length, offset)
}

interface Sum {
  crc: number
  plain: number
  packed: number
}
async function* counted(bytes: ZipFile['bytes'], sum: Sum): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of bytes) {
    sum.crc = zlib.crc32(chunk, sum.crc)
    sum.plain += chunk.length
    yield chunk
  }
}

/** Deflate with both ends under control: at most one input chunk is inside, and leaving the loop early frees the native stream. */
async function* deflate(bytes: AsyncIterable<Uint8Array>, level: number): AsyncGenerator<Buffer, void, undefined> {
  const stream = zlib.createDeflateRaw({ level, chunkSize: 64 * 1024 })
  let ready: Buffer[] = []
  let failure: Error | undefined
  stream.on('data', (chunk: Buffer) => ready.push(chunk))
  stream.on('error', (error) => {
    failure = error
  })
  try {
    for await (const chunk of bytes) {
      await new Promise<void>((resolve) => stream.write(chunk, () => resolve()))
      if (failure) throw failure
      const out = ready
      ready = []
      yield* out
    }
    await new Promise<void>((resolve, reject) => {
      stream.on('end', resolve)
      stream.on('error', reject)
      stream.end()
    })
    yield* ready
  } finally {
    stream.destroy()
  }
}

function describe({ crc, plain, packed }: Sum): Buffer {
  const isLarge = plain > max32 || packed > max32
  const descriptor = Buffer.alloc(isLarge ? 24 : 16)
  descriptor.writeUInt32LE(0x08074b50, 0)
  descriptor.writeUInt32LE(crc, 4)
  if (isLarge) {
    descriptor.writeBigUInt64LE(BigInt(packed), 8)
    descriptor.writeBigUInt64LE(BigInt(plain), 16)
  } else {
    descriptor.writeUInt32LE(packed, 8)
    descriptor.writeUInt32LE(plain, 12)
  }
  return descriptor
}

function directoryEntry(name: Buffer, { crc, plain, packed }: Sum, offset: number, time: number, date: number): Buffer {
  const large = [plain, packed, offset].filter((n) => n >= max32)
  const extra = Buffer.alloc(large.length > 0 ? 4 + large.length * 8 : 0)
  if (large.length > 0) {
    extra.writeUInt16LE(1, 0)
    extra.writeUInt16LE(large.length * 8, 2)
    large.forEach((n, i) => extra.writeBigUInt64LE(BigInt(n), 4 + i * 8))
  }
  const version = large.length > 0 ? versionZip64 : versionDeflate
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(version | (3 << 8), 4) // made on Unix, so that the mode below counts
  entry.writeUInt16LE(version, 6)
  entry.writeUInt16LE(flags, 8)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt16LE(time, 12)
  entry.writeUInt16LE(date, 14)
  entry.writeUInt32LE(crc, 16)
  entry.writeUInt32LE(Math.min(packed, max32), 20)
  entry.writeUInt32LE(Math.min(plain, max32), 24)
  entry.writeUInt16LE(name.length, 28)
  entry.writeUInt16LE(extra.length, 30)
  entry.writeUInt32LE((0o100644 << 16) >>> 0, 38)
  entry.writeUInt32LE(Math.min(offset, max32), 42)
  return Buffer.concat([entry, name, extra])
}

function* endOfDirectory(count: number, length: number, offset: number): Generator<Buffer, void, undefined> {
  assert(count < 0xffff, 'an archive of ours holds a handful of files')
  if (offset >= max32) {
    const end = Buffer.alloc(56 + 20)
    end.writeUInt32LE(0x06064b50, 0)
    end.writeBigUInt64LE(44n, 4)
    end.writeUInt16LE(versionZip64 | (3 << 8), 12)
    end.writeUInt16LE(versionZip64, 14)
    end.writeBigUInt64LE(BigInt(count), 24)
    end.writeBigUInt64LE(BigInt(count), 32)
    end.writeBigUInt64LE(BigInt(length), 40)
    end.writeBigUInt64LE(BigInt(offset), 48)
    end.writeUInt32LE(0x07064b50, 56)
    end.writeBigUInt64LE(BigInt(offset + length), 64)
    end.writeUInt32LE(1, 72)
    yield end
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(length, 12)
  end.writeUInt32LE(Math.min(offset, max32), 16)
  yield end
}

function dosMoment(at: Date): [number, number] {
  const year = Math.max(1980, at.getUTCFullYear())
  return [
    (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
    ((year - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
  ]
}
