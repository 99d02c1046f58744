import type { Operation } from '../../lib/access/operation.ts'
import { searchEvents } from '../../lib/audit/search-events.ts'
import { addDays, dayOf } from '../../lib/kernel/day.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { systemClock } from '../../lib/kernel/clock.ts'
import { openOwner, type Person } from './company.ts'
import { keptCompany, signInAs, type KeptCompany } from './kept.ts'
import { percentile, type Figure, type Size } from './measure.ts'
import { subjectOf, wordOf } from './seed-events.ts'

interface Log {
  readonly company: KeptCompany
  readonly people: readonly Person[]
  readonly events: number
}
const millisecondsMax = 200
const actions = ['payout.raised', 'payout.approved', 'payout.released', 'award.declined']

/** What people narrow the log by, with another value each time. `n` is any number. */
const filters: Readonly<Record<string, (log: Log, n: number) => object>> = {
  person: ({ company }, n) => ({ person: encodeId('member', company.members.filter((member) => member.role === 'office')[n % 40]?.memberId ?? '') }),
  action: (_log, n) => ({ action: actions[n % actions.length] }),
  record: ({ company, events }, n) => ({ subject: encodeId('payout', subjectOf(company.tenant, (n * 7_919) % events)) }),
  days: (_log, n) => {
    const from = addDays(dayOf(systemClock.now(), 'UTC'), -(10 + ((n * 37) % 300)))
    return { dayFrom: from, dayTo: addDays(from, n % 14) }
  },
  words: (_log, n) => ({ q: n % 2 === 0 ? wordOf(n) : `award ${wordOf(n)}` }),
}

/** The log's page by each of five filters, in a log of a million entries (ten with --full) and in one of a hundred thousand, by turns. */
export async function measureSearch(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    logs: Log[] = []
  for (const [which, events] of [
    ['large', size.events],
    ['small', size.eventsSmall],
  ] as const) {
    const company = await keptCompany(sql, which),
      people: Person[] = []
    for (let n = 0; n < 10; n++) people.push(await signInAs(sql, company, 'owner'))
    logs.push({ company, people, events })
  }
  const [large, small] = logs as [Log, Log],
    figures: Figure[] = []
  const search: Operation<unknown, { rows: readonly unknown[] }> = searchEvents
  const once = async (log: Log, filter: object, n: number): Promise<number> => {
    const started = performance.now()
    const { rows } = await search.invoke((log.people[n % log.people.length] as Person).caller, filter)
    if (rows.length === 0 && n >= 0) empty++
    return performance.now() - started
  }
  let empty = 0
  for (const [name, filter] of Object.entries(filters)) {
    const taken: { large: number[]; small: number[] } = { large: [], small: [] }
    for (let n = 0; n < 20; n++) for (const log of logs) await once(log, filter(log, n), n)
    empty = 0
    for (let n = 0; n < size.calls; n++) {
      taken.large.push(await once(large, filter(large, n), n))
      taken.small.push(await once(small, filter(small, n), n))
    }
    if (empty > size.calls) throw new Error(`the search by ${name} found nothing: ${empty} of ${size.calls * 2}`)
    const value = percentile(taken.large, 0.95),
      base = percentile(taken.small, 0.95)
    figures.push({
      name: `audit search by ${name}, p95, ${short(size.events)} entries beside ${short(size.eventsSmall)}`,
      value,
      unit: 'ms',
      base,
      ratio: value / base,
      reach: size.name === 'full' ? `≤ 3, < ${millisecondsMax} ms` : '≤ 3',
      ok: value / base <= 3 && (size.name !== 'full' || value < millisecondsMax),
    })
  }
  await sql.end()
  return figures
}
const short = (n: number): string => (n >= 1_000_000 ? `${n / 1_000_000} M` : `${n / 1_000} k`)
