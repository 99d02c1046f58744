// A long audit log, written by the owner in bulk and sealed in bulk by the product's own sealer: the same rows, commitments, leaves, tiles,
// checkpoints and words that a year of use leaves behind.
import { createHmac, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Sql } from 'postgres'
import { pool } from '../../db/client.ts'
import type { AuditEvent } from '../../lib/access/event.ts'
import { csvRecord } from '../../lib/audit/csv.ts'
import { Sealer } from '../../lib/audit/seal.sql.ts'
import { Witness } from '../../lib/audit/witness.ts'
import { wordsOfEvent } from '../../lib/audit/words.ts'
import { config } from '../../lib/config.ts'
import { awardDeclined } from '../../lib/incentives/award-events.ts'
import { payoutReleased } from '../../lib/incentives/bank-events.ts'
import { payoutApproved, payoutRaised } from '../../lib/incentives/payout-events.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { canonicalJson } from '../../lib/kernel/digest.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { auditSigner } from '../../lib/platform/keys/keys.ts'
import type { Company } from './company.ts'
import { inBulk } from './seed-money.ts'

/** Events are loaded and sealed in steps of this many. */
const eventsPerStep = 250_000
/** The log covers so many days up to now. */
const days = 330
const dayMilliseconds = 86_400_000
const names = [
  'amber',
  'birch',
  'cedar',
  'dahlia',
  'elder',
  'fennel',
  'ginger',
  'hazel',
  'iris',
  'juniper',
  'kestrel',
  'linden',
  'maple',
  'nettle',
  'olive',
  'poplar',
  'quince',
  'rowan',
  'sorrel',
  'tansy',
]
/** A word that stands in the reason of some events. */
export const wordOf = (n: number): string => `${names[n % names.length]}${Math.floor(n / names.length) % 25}`
/** An address out of 200. */
export const addressOf = (n: number): string => `203.0.113.${n % 200}`

/** Hexadecimal digits of a number, as wide as asked. */
const hex = (n: number, width: number): string => Math.floor(n).toString(16).padStart(width, '0')
interface Drawn {
  readonly event: AuditEvent<never>
  readonly detail: unknown
  readonly permission: string
}
/** What happened at place `n` of the log. Every payout is raised, approved and released; now and then an award is declined. */
function draw(n: number, subject: string): Drawn {
  const payout = Math.floor(n / 3),
    number = `P-${String(payout + 1).padStart(6, '0')}`,
    amount = `${1 + ((payout * 37) % 900)}.${String((payout * 13) % 100).padStart(2, '0')} EUR`,
    payee = encodeId('payee', subject)
  const drawn = <D>(event: AuditEvent<D>, permission: string, detail: D): Drawn => ({ event: event as unknown as AuditEvent<never>, detail, permission })
  if (n % 50 === 49)
    return drawn(awardDeclined, 'award.confirm', {
      number: `A-${n}`,
      amount,
      payee,
      reason: `Not ours: ${wordOf(Math.floor(n / 50))}`,
      changes: [{ field: 'state', before: 'computed', after: 'declined' }],
    })
  if (n % 3 === 0)
    return drawn(payoutRaised, 'payout.raise', {
      number,
      amount,
      payee,
      awards: [`A-${payout}`],
      end_to_end: number,
      approvals_needed: 1,
      changes: [{ field: 'state', before: '', after: 'raised' }],
    })
  if (n % 3 === 1)
    return drawn(payoutApproved, 'payout.approve', {
      number,
      amount,
      payee,
      step: '1 of 1',
      changes: [{ field: 'state', before: 'raised', after: 'approved' }],
    })
  return drawn(payoutReleased, 'payout.release', { number, amount, batch: `B-${Math.floor(payout / 1_000)}`, payeeId: payee })
}

/** Writes a log of so many events by these members, seals it, and makes it findable by words. */
export async function seedEvents(sql: Sql, company: Company, members: readonly string[], count: number, say: (text: string) => void): Promise<void> {
  const now = systemClock.now(),
    start = now.getTime() - days * dayMilliseconds
  for (let month = 12; month >= 0; month -= 3) await sql`select audit.ensure_partitions(now() - make_interval(months => ${month}))`
  const sealer = new Sealer(pool('sealer'), auditSigner(), new Witness(join(config().keysDir, 'sealed'), undefined), systemClock)
  for (let from = 0; from < count; from += eventsPerStep) {
    const to = Math.min(count, from + eventsPerStep)
    await inBulk(sql, async (tx) => {
      const [at] = await tx<{ xid: string; seq: string }[]>`select pg_current_xact_id()::text as xid, nextval('audit.seq')::text as seq`
      await tx`create temporary table words (word text, id uuid) on commit drop`
      const rows = new EventRows(company, members, { xid: at?.xid ?? '', seq: Number(at?.seq) }, { start, step: (days * dayMilliseconds) / count })
      await copy(
        tx,
        'audit_events (tenant_id, id, created_at, seq, xid, at, actor_kind, actor_id, actor_role, event, subject_kind, subject_id, detail, permission, request_id, correlation_id, personal_commitment)',
        rows.events(from, to),
      )
      await copy(tx, 'audit_personal (tenant_id, id, salt, body, ip, name)', rows.personal(from, to))
      await copy(tx, 'words (word, id)', rows.words(from, to))
      // In the order of the index, so that it grows page by page.
      await tx`insert into audit_words (tenant_id, word, event_id) select ${company.tenant}::uuid, word, id from words order by word, id`
      await tx`select setval('audit.seq', ${Number(at?.seq) + (to - from)}::bigint)`
    })
    const { sealed } = await sealer.round()
    if (sealed !== to - from) throw new Error(`${to - from} events were written and ${sealed} sealed`)
    await sql`update audit_trees set words_size = size where tenant_id = ${company.tenant}`
    say(`${to.toLocaleString('en-US')} of ${count.toLocaleString('en-US')} events of ${company.name}`)
  }
}
async function copy(tx: Sql, target: string, lines: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(lines, { objectMode: false }), await tx.unsafe(`copy ${target} from stdin with (format csv)`).writable())
}

/** The same events three times: as rows, as their personal values, as their words. Nothing of them is held in memory. */
class EventRows {
  readonly #company: Company
  readonly #members: readonly string[]
  readonly #first: { readonly xid: string; readonly seq: number }
  readonly #time: { readonly start: number; readonly step: number }
  readonly #salt = randomBytes(2).toString('hex')
  readonly #key = randomBytes(32)
  constructor(
    company: Company,
    members: readonly string[],
    first: { readonly xid: string; readonly seq: number },
    time: { readonly start: number; readonly step: number },
  ) {
    this.#company = company
    this.#members = members
    this.#first = first
    this.#time = time
  }
  #idAt(n: number): string {
    const at = hex(this.#time.start + n * this.#time.step, 12)
    return `${at.slice(0, 8)}-${at.slice(8)}-7${hex(n % 4096, 3)}-8${this.#salt.slice(1)}-${hex(n, 12)}`
  }
  #personal(n: number): { salt: Buffer; body: string; name: string; ip: string } {
    const ip = addressOf(n),
      name = `office ${(n % this.#members.length) + 1}`
    return {
      salt: createHmac('sha256', this.#key).update(String(n)).digest().subarray(0, 16),
      body: canonicalJson({ actor: name, agent: 'bench', ip, session: this.#idAt(n - (n % 100)) }),
      name,
      ip,
    }
  }

  events(from: number, to: number): Iterable<string> {
    const { tenant } = this.#company
    return inPieces(from, to, (n) => {
      const id = this.#idAt(n),
        subject = subjectOf(tenant, n),
        { event, detail, permission } = draw(n, subject),
        { salt, body } = this.#personal(n)
      const at = moment(this.#time.start + n * this.#time.step)
      return csvRecord([
        tenant,
        id,
        at,
        String(this.#first.seq + n - from),
        this.#first.xid,
        at,
        'member',
        this.#members[n % this.#members.length] as string,
        'office',
        event.name,
        event.subject,
        subject,
        canonicalJson(event.schema.parse(detail)),
        permission,
        `req_${n}`,
        id,
        createHmac('sha256', salt).update(body).digest('hex'),
      ])
    })
  }
  personal(from: number, to: number): Iterable<string> {
    return inPieces(from, to, (n) => {
      const { salt, body, name, ip } = this.#personal(n)
      return csvRecord([this.#company.tenant, this.#idAt(n), `\\x${salt.toString('hex')}`, body, ip, name])
    })
  }
  words(from: number, to: number): Iterable<string> {
    return inPieces(from, to, (n) => {
      const { event, detail } = draw(n, subjectOf(this.#company.tenant, n)),
        id = this.#idAt(n)
      return wordsOfEvent(event.name, event.subject, canonicalJson(detail))
        .map((word) => `${word},${id}\r\n`)
        .join('')
    })
  }
}
/** The record that an event is about: three events share one. */
export const subjectOf = (tenant: string, n: number): string => `${tenant.slice(0, 8)}-0000-7000-8000-${hex(Math.floor(n / 3), 12)}`
const moment = (milliseconds: number): string => new Date(milliseconds).toISOString()

const pieceRows = 500
function* inPieces(from: number, to: number, line: (n: number) => string): Generator<string> {
  for (let at = from; at < to; at += pieceRows) {
    let text = ''
    for (let n = at; n < Math.min(to, at + pieceRows); n++) text += line(n)
    yield text
  }
}
