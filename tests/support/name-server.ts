// A name server of a test: a zone of TXT records on this machine, asked over UDP as any other.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export interface NameServer {
  /** As the settings write it: address and port. */
  readonly address: string
  /** What stands at each name, in lower case. */
  readonly zone: Map<string, readonly string[]>
  close(): Promise<void>
}
const txt = 16,
  headBytes = 12

/** The first question of a message: the name, its kind, and where it ends. */
function questionOf(message: Buffer): { readonly name: string; readonly kind: number; readonly end: number } {
  const labels: string[] = []
  let at = headBytes
  for (let length = message.readUInt8(at); length !== 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), kind: message.readUInt16BE(at + 1), end: at + 5 }
}
function answerTo(message: Buffer, zone: NameServer['zone']): Buffer {
  const { name, kind, end } = questionOf(message),
    found = zone.get(name),
    values = kind === txt ? (found ?? []) : [],
    head = Buffer.alloc(headBytes)
  message.copy(head, 0, 0, 2)
  // An answer, by authority; a name that is not in the zone does not exist.
  head.writeUInt16BE(0x8500 | (found === undefined ? 3 : 0), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(values.length, 6)
  const records = values.map((value) => {
    const text = Buffer.from(value),
      record = Buffer.alloc(13)
    record.writeUInt16BE(0xc000 | headBytes, 0) // the name that was asked for
    record.writeUInt16BE(txt, 2)
    record.writeUInt16BE(1, 4)
    record.writeUInt32BE(0, 6)
    record.writeUInt16BE(text.length + 1, 10)
    record.writeUInt8(text.length, 12)
    return Buffer.concat([record, text])
  })
  return Buffer.concat([head, message.subarray(headBytes, end), ...records])
}
export async function startNameServer(): Promise<NameServer> {
  const socket = createSocket('udp4'),
    zone: NameServer['zone'] = new Map()
  socket.on('message', (message, from) => socket.send(answerTo(message, zone), from.port, from.address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { address: `127.0.0.1:${socket.address().port}`, zone, close: () => new Promise((done) => socket.close(() => done())) }
}
