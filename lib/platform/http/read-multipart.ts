import { Refusal } from '../../kernel/refusal.ts'

/** One part of a multipart/form-data body (RFC 7578). Its body must be read to the end before the next part comes. */
export interface Part {
  readonly name: string
  readonly fileName: string | undefined
  readonly body: AsyncIterable<Uint8Array>
}
const headMax = 8_192,
  partsMax = 50
const damaged = (): Refusal => new Refusal('invalid', 'The upload was cut off or is damaged. Send the file again.')

/** Reads a form piece by piece, however large its file is: neither the body nor a part is held in memory. */
export async function* readMultipart(source: AsyncIterable<Uint8Array>, contentType: string): AsyncGenerator<Part> {
  const boundary = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType)
  if (!boundary) throw new Refusal('invalid', 'Send the file as a form (multipart/form-data).')
  const input = new Input(source),
    delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2] ?? ''}`)
  input.prepend(Buffer.from('\r\n')) // the first boundary has no line break before it
  for await (const _piece of until(input, delimiter)) {
    /* what stands before the first boundary is nothing */
  }
  for (let count = 0; ; count++) {
    const next = await input.take(2)
    if (next.toString('latin1') === '--') {
      await input.drain()
      return
    }
    if (next.toString('latin1') !== '\r\n' || count >= partsMax) throw damaged()
    const head = (await input.takeUntil(Buffer.from('\r\n\r\n'), headMax)).toString('utf8')
    const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(head)?.[1] ?? ''
    let isRead = false
    const body = until(input, delimiter)
    yield {
      name: parameter(disposition, 'name') ?? '',
      fileName: parameter(disposition, 'filename'),
      body: {
        async *[Symbol.asyncIterator]() {
          yield* body
          isRead = true
        },
      },
    }
    if (!isRead)
      for await (const _piece of body) {
        /* what the caller left unread */
      }
  }
}
/** Browsers write a quote inside a name as %22. */
const parameter = (text: string, name: string): string | undefined => new RegExp(`[;\\s]${name}="([^"]*)"`, 'i').exec(text)?.[1]?.replaceAll('%22', '"')

/** The bytes before the delimiter, which is taken too. */
async function* until(input: Input, delimiter: Buffer): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = input.held,
      at = bytes.indexOf(delimiter)
    if (at >= 0) {
      if (at > 0) yield input.cut(at)
      input.cut(delimiter.length)
      return
    }
    // The end of what is held may be the beginning of the delimiter.
    const safe = bytes.length - delimiter.length
    if (safe > 0) yield input.cut(safe)
    if (!(await input.more())) throw damaged()
  }
}
class Input {
  readonly #source: AsyncIterator<Uint8Array>
  held: Buffer = Buffer.alloc(0)
  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }
  prepend(bytes: Buffer): void {
    this.held = Buffer.concat([bytes, this.held])
  }
  cut(length: number): Buffer {
    const part = this.held.subarray(0, length)
    this.held = this.held.subarray(length)
    return part
  }
  async more(): Promise<boolean> {
    const next = await this.#source.next()
    if (next.done === true) return false
    this.held = this.held.length === 0 ? Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length) : Buffer.concat([this.held, next.value])
    return true
  }
  async take(length: number): Promise<Buffer> {
    while (this.held.length < length) if (!(await this.more())) throw damaged()
    return this.cut(length)
  }
  async takeUntil(end: Buffer, most: number): Promise<Buffer> {
    for (;;) {
      const at = this.held.indexOf(end)
      if (at >= 0 && at <= most) {
        const part = Buffer.from(this.cut(at))
        this.cut(end.length)
        return part
      }
      if (this.held.length > most || !(await this.more())) throw damaged()
    }
  }
  async drain(): Promise<void> {
    do this.held = Buffer.alloc(0)
    while (await this.more())
  }
}
