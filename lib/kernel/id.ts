import { randomBytes } from 'node:crypto'
import { notFound } from './refusal.ts'

/** What stands in front of an id outside the database, and the noun it names. */
export const idPrefixes = {
  account: 'acc',
  tenant: 'ten',
  member: 'mem',
  invitation: 'inv',
  session: 'ses',
  factor: 'fac',
  crew: 'crw',
  payee: 'pye',
  bankDetail: 'bnk',
  mapping: 'map',
  import: 'imp',
  workRecord: 'wrk',
  program: 'prg',
  ruleVersion: 'rul',
  awardRun: 'run',
  award: 'awd',
  payout: 'pay',
  batch: 'bat',
  statement: 'stm',
  statementLine: 'stl',
  statementFile: 'stf',
  ledgerAccount: 'lac',
  journalEntry: 'jen',
  posting: 'pos',
  catalogueItem: 'cat',
  redemption: 'red',
  dispute: 'dsp',
  delegation: 'dlg',
  notification: 'ntf',
  file: 'fil',
  auditEvent: 'evt',
  export: 'exp',
  job: 'job',
  message: 'msg',
  report: 'rpt',
  originator: 'org',
  recovery: 'rcv',
  domain: 'dom',
  role: 'rol',
  ssoConnection: 'sso',
  ssoCertificate: 'crt',
  ssoTest: 'tst',
  accessRequest: 'acr',
  review: 'rvw',
  reviewLine: 'rvl',
  scimToken: 'sct',
  apiKey: 'key',
  scimUser: 'scu',
  scimGroup: 'scg',
  alert: 'alr',
  signIn: 'sgn',
  supportGrant: 'sup',
} as const
export type Noun = keyof typeof idPrefixes
/** An id as the outside sees it: `pay_` and 26 base-32 characters. */
export type Id<N extends Noun> = `${(typeof idPrefixes)[N]}_${string}`

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz' // Crockford: no i l o u
const values = new Map([...alphabet].map((c, i) => [c, i]))

/**
 * A source of UUIDv7 (RFC 9562 §5.7): sortable by creation, 62 random bits, rising within one millisecond, never behind the one before.
 * @param aheadMax milliseconds for which it stays ahead of a clock that was set back; by more than these it follows
 */
export function uuidSource(aheadMax = Infinity): (now: Date) => string {
  let lastMillisecond = 0
  let counter = 0
  return (now) => {
    if (lastMillisecond - now.getTime() > aheadMax) lastMillisecond = 0
    const ms = Math.max(now.getTime(), lastMillisecond)
    counter = ms === lastMillisecond ? counter + 1 : randomBytes(2).readUInt16BE() & 0x7ff
    if (counter > 0xfff) {
      lastMillisecond = ms + 1
      counter = 0
    } else lastMillisecond = ms
    const b = randomBytes(16)
    b.writeUIntBE(lastMillisecond, 0, 6)
    b[6] = 0x70 | (counter >> 8)
    b[7] = counter & 0xff
    b[8] = 0x80 | ((b[8] as number) & 0x3f)
    const h = b.toString('hex')
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`
  }
}
/** The process's own source, for rows. */
export const newUuid = uuidSource()

/** Database uuid → outside id. */
export function encodeId<N extends Noun>(noun: N, uuid: string): Id<N> {
  let n = BigInt(`0x${uuid.replaceAll('-', '')}`)
  let text = ''
  for (let i = 0; i < 26; i++) {
    text = alphabet[Number(n & 31n)] + text
    n >>= 5n
  }
  return `${idPrefixes[noun]}_${text}`
}

/** Outside id → database uuid. A wrong prefix, a wrong length or a wrong letter is simply an id that does not exist. */
export function decodeId<N extends Noun>(noun: N, id: string): string {
  const uuid = tryDecodeId(noun, id)
  if (uuid === undefined) throw notFound(noun)
  return uuid
}
export function tryDecodeId(noun: Noun, id: string): string | undefined {
  const prefix = `${idPrefixes[noun]}_`
  if (!id.startsWith(prefix) || id.length !== prefix.length + 26) return undefined
  let n = 0n
  for (const c of id.slice(prefix.length)) {
    const v = values.get(c)
    if (v === undefined) return undefined
    n = (n << 5n) | BigInt(v)
  }
  if (n >> 128n !== 0n) return undefined
  const h = n.toString(16).padStart(32, '0')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`
}
/** The noun of an outside id, by its prefix. */
export function nounOf(id: string): Noun | undefined {
  const prefix = id.slice(0, id.indexOf('_'))
  return (Object.keys(idPrefixes) as Noun[]).find((n) => idPrefixes[n] === prefix)
}
