import fs from 'node:fs'
import zlib from 'node:zlib'

/** The archive cannot be read as what it claims to be; `message` says where. */
export class DamagedArchive extends Error {
  override readonly name = 'DamagedArchive'
}

interface Place {
  readonly method: number
  readonly packed: number
  readonly plain: number
  readonly offset: number
}

const directoryBytesMax = 1024 * 1024
const endBytesMax = 66_000

/** Reads an archive from disk by its central directory, one file at a time, in constant memory. */
export class ZipReader {
  readonly #file: fs.promises.FileHandle
  readonly #places: ReadonlyMap<string, Place>
  private constructor(file: fs.promises.FileHandle, places: ReadonlyMap<string, Place>) {
    this.#file = file
    this.#places = places
  }

  static async open(path: string): Promise<ZipReader> {
    const file = await fs.promises.open(path, 'r')
    try {
      return new ZipReader(file, await readDirectory(file))
    } catch (error) {
      await file.close()
      throw error instanceof RangeError ? new DamagedArchive('its directory is cut short') : error
    }
  }
  get names(): string[] {
    return [...this.#places.keys()]
  }
  has(name: string): boolean {
    return this.#places.has(name)
  }
  close(): Promise<void> {
    return this.#file.close()
  }

  /** The plain bytes of one file. Ends with an error when they are fewer or more than the directory says. */
  async *read(name: string): AsyncGenerator<Buffer, void, undefined> {
    const place = this.#places.get(name)
    if (!place) throw new DamagedArchive(`${name} is missing`)
    const header = await readAt(this.#file, place.offset, 30)
    if (header.readUInt32LE(0) !== 0x04034b50) throw new DamagedArchive(`${name} does not begin where the directory says`)
    // Tools that read an archive from its front go by this name and not by the directory's.
    const own = await readAt(this.#file, place.offset + 30, header.readUInt16LE(26))
    if (!own.equals(Buffer.from(name))) throw new DamagedArchive(`${name} has another name in front of its bytes`)
    const start = place.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
    let length = 0
    try {
      for await (const chunk of place.method === 8 ? this.#inflate(start, place.packed) : this.#chunks(start, place.packed)) {
        length += chunk.length
        if (length > place.plain) break
        yield chunk
      }
    } catch (error) {
      throw error instanceof Error && 'code' in error && String(error.code).startsWith('Z_') ? new DamagedArchive(`${name} cannot be unpacked`) : error
    }
    if (length !== place.plain) throw new DamagedArchive(`${name} has another length than the directory says`)
  }
  /** A small file whole. */
  async readAll(name: string, bytesMax: number): Promise<Buffer> {
    if ((this.#places.get(name)?.plain ?? 0) > bytesMax) throw new DamagedArchive(`${name} is larger than any real one`)
    const chunks: Buffer[] = []
    for await (const chunk of this.read(name)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  async *#chunks(start: number, length: number): AsyncGenerator<Buffer, void, undefined> {
    const step = 256 * 1024
    for (let at = 0; at < length; at += step) yield await readAt(this.#file, start + at, Math.min(step, length - at))
  }
  async *#inflate(start: number, length: number): AsyncGenerator<Buffer, void, undefined> {
    const stream = zlib.createInflateRaw({ chunkSize: 256 * 1024 })
    const feed = async (): Promise<void> => {
      for await (const chunk of this.#chunks(start, length)) {
        if (stream.destroyed) return
        if (!stream.write(chunk)) await eitherOf(stream, 'drain', 'close')
      }
      stream.end()
    }
    const fed = feed().catch((error: Error) => {
      stream.destroy(error)
    })
    try {
      yield* stream
    } finally {
      stream.destroy()
      await fed
    }
  }
}

function eitherOf(stream: zlib.InflateRaw, ...events: string[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) stream.off(event, done)
      resolve()
    }
    for (const event of events) stream.on(event, done)
  })
}
async function readAt(file: fs.promises.FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  if (bytesRead !== length) throw new DamagedArchive('the file is cut short')
  return buffer
}

async function readDirectory(file: fs.promises.FileHandle): Promise<Map<string, Place>> {
  const { size } = await file.stat()
  const tail = await readAt(file, Math.max(0, size - endBytesMax), Math.min(size, endBytesMax))
  const end = tail.lastIndexOf(Buffer.from('504b0506', 'hex'))
  if (end < 0) throw new DamagedArchive('it is not a .zip, or its end was cut off')
  // Bytes behind the end may hold a second end, which another tool would read a second directory by.
  if (end + 22 + tail.readUInt16LE(end + 20) !== tail.length) throw new DamagedArchive('something stands behind its end')
  let length = tail.readUInt32LE(end + 12),
    offset = tail.readUInt32LE(end + 16),
    count = tail.readUInt16LE(end + 10),
    behind = size - tail.length + end
  if (end >= 20 && tail.readUInt32LE(end - 20) === 0x07064b50) {
    behind = Number(tail.readBigUInt64LE(end - 12))
    const wide = await readAt(file, behind, 56)
    count = Number(wide.readBigUInt64LE(32))
    length = Number(wide.readBigUInt64LE(40))
    offset = Number(wide.readBigUInt64LE(48))
  }
  if (length > directoryBytesMax || offset + length > size) throw new DamagedArchive('its directory points outside')
  if (offset + length !== behind) throw new DamagedArchive('its directory does not stand in front of its end')
  const directory = await readAt(file, offset, length)
  const places = new Map<string, Place>()
  for (let at = 0, i = 0; i < count; i++) {
    if (directory.readUInt32LE(at) !== 0x02014b50) throw new DamagedArchive('its directory is damaged')
    const nameLength = directory.readUInt16LE(at + 28),
      extraLength = directory.readUInt16LE(at + 30)
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength)
    if (places.has(name)) throw new DamagedArchive(`${name} is in it twice`)
    places.set(name, widen(directory, at, directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength)))
    at += 46 + nameLength + extraLength + directory.readUInt16LE(at + 32)
  }
  if (places.size > 0 && Math.min(...[...places.values()].map((place) => place.offset)) !== 0)
    throw new DamagedArchive('something stands in front of its first file')
  return places
}

/** The numbers of one directory entry; those that are all ones stand in the zip64 extra field. */
function widen(directory: Buffer, at: number, extra: Buffer): Place {
  let wide = 0
  for (let i = 0; i + 4 <= extra.length; i += 4 + extra.readUInt16LE(i + 2))
    if (extra.readUInt16LE(i) === 1) {
      wide = i + 4
      break
    }
  const number = (position: number): number => {
    const narrow = directory.readUInt32LE(at + position)
    if (narrow !== 0xffffffff || wide === 0) return narrow
    wide += 8
    return Number(extra.readBigUInt64LE(wide - 8))
  }
  const plain = number(24),
    packed = number(20),
    offset = number(42)
  return { method: directory.readUInt16LE(at + 10), plain, packed, offset }
}
