import { and, asc, count, desc, eq, gte, lt, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import { members } from '../../../db/schema/tenancy.ts'
import { securityAlerts, signIns, type SignInOutcome } from '../../../db/schema/watch.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { readPage, type Page, type PageRequest } from '../../access/list-page.ts'
import { query } from '../../access/operation.ts'
import { listExport, listOf } from '../../audit/list-export.ts'
import { addDays, day, startOfDay } from '../../kernel/day.ts'
import { encodeId, type Id } from '../../kernel/id.ts'
import { parseAddress, parseRange, writeRange } from '../../kernel/network-range.ts'
import { invalid } from '../../kernel/refusal.ts'
import { configuredPlaces } from '../../platform/place/places.ts'
import { personIs } from './person-is.ts'
import { placeWords } from './place-words.ts'
import { networkOfAddress } from './network-of.ts'
import { ListSignIns } from './watch-inputs.ts'

export interface SignInRow {
  readonly id: Id<'auditEvent'>
  readonly at: Date
  readonly outcome: SignInOutcome
  readonly person: { readonly id: Id<'member'>; readonly name: string; readonly number: string } | undefined
  /** Empty when it was erased or never known. */
  readonly how: string
  readonly ip: string
  readonly network: string
  readonly device: string
  readonly place: string
}
interface Stored {
  id: string
  at: Date
  outcome: SignInOutcome
  memberId: string | null
  name: string | null
  number: string | null
  how: string
  ip: string
  network: string
  device: string
  city: string
  country: string
}
const columns = {
  id: signIns.id,
  at: signIns.at,
  outcome: signIns.outcome,
  memberId: signIns.memberId,
  name: members.name,
  number: members.number,
  how: signIns.how,
  ip: signIns.ip,
  network: signIns.network,
  device: signIns.device,
  city: signIns.city,
  country: signIns.country,
}
export const signInRow = ({ id, memberId, name, number, city, country, ...row }: Stored): SignInRow => ({
  ...row,
  id: encodeId('auditEvent', id),
  person: memberId === null || name === null || number === null ? undefined : { id: encodeId('member', memberId), name, number },
  place: placeWords(row.ip, city, country),
})
/** Attempts by their conditions, with the person of each. */
export const selectSignIns = (ctx: ReadCtx, where: SQL | undefined) =>
  ctx.tx.select(columns).from(signIns).leftJoin(members, eq(members.id, signIns.memberId)).where(where)

function networkFrom(text: string): string {
  const range = parseAddress(text) ? networkOfAddress(text) : undefined
  if (range !== undefined) return range
  const read = parseRange(text)
  if ('fault' in read) throw invalid('network', read.fault)
  const wide = read.bits === 32 ? 24 : 48
  if (read.length !== wide) throw invalid('network', `Write an address, or a network as the list shows it: ${read.bits === 32 ? '/24' : '/48'} at its end.`)
  return writeRange(read)
}
async function readSignIns(ctx: ReadCtx, input: z.infer<typeof ListSignIns>, request: PageRequest = input): Promise<Page<SignInRow>> {
  const { zone } = ctx.settings
  const filters = and(
    personIs(signIns.memberId, input.person),
    input.outcome && eq(signIns.outcome, input.outcome),
    input.network ? eq(signIns.network, networkFrom(input.network)) : undefined,
    input.dayFrom ? gte(signIns.at, startOfDay(day(input.dayFrom), zone)) : undefined,
    input.dayTo ? lt(signIns.at, startOfDay(addDays(day(input.dayTo), 1), zone)) : undefined,
  )
  const page = await readPage<Stored, 'when'>(
    { id: signIns.id, idOf: (row) => row.id, sorts: { when: undefined }, defaultSort: '-when' },
    request,
    ({ where, orderBy, limit }) =>
      selectSignIns(ctx, and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
  return { ...page, rows: page.rows.map(signInRow) }
}
/** Who came in and who was turned away, newest first: from where, with what, and how it was proven. */
export const listSignIns = query({
  name: 'tenancy.listSignIns',
  needs: 'audit.read',
  input: ListSignIns,
  run: async (ctx, input) => {
    const since = new Date(ctx.now.getTime() - 86_400_000)
    const [page, people, today, [open]] = await Promise.all([
      readSignIns(ctx, input),
      ctx.tx.select({ id: members.id, name: members.name }).from(members).orderBy(asc(members.name)).limit(500),
      ctx.tx
        .select({ outcome: signIns.outcome, n: count() })
        .from(signIns)
        .where(gte(signIns.at, since))
        .groupBy(signIns.outcome)
        .orderBy(desc(signIns.outcome)),
      ctx.tx.select({ n: count() }).from(securityAlerts).where(eq(securityAlerts.state, 'open')),
    ])
    const of = (outcome: SignInOutcome): number => today.find((row) => row.outcome === outcome)?.n ?? 0
    return {
      ...page,
      people: people.map(({ id, name }) => ({ id: encodeId('member', id), name })),
      lastDay: { in: of('in'), refused: of('refused') },
      openAlerts: open?.n ?? 0,
      knowsPlaces: configuredPlaces().state.kind === 'read',
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
export const exportSignIns = listExport({
  name: 'tenancy.exportSignIns',
  needs: 'audit.export',
  stepUp: 'anew',
  input: ListSignIns,
  of: (ctx, input) =>
    listOf(
      'sign-ins',
      input,
      [
        { header: 'Entry of the log', cell: (row: SignInRow) => row.id },
        { header: 'At', cell: (row) => row.at },
        { header: 'Outcome', cell: (row) => row.outcome },
        { header: 'Member', cell: (row) => row.person?.number },
        { header: 'Name', cell: (row) => row.person?.name },
        { header: 'How', cell: (row) => row.how },
        { header: 'Address', cell: (row) => row.ip },
        { header: 'Network', cell: (row) => row.network },
        { header: 'Place', cell: (row) => row.place },
        { header: 'Device', cell: (row) => row.device },
      ],
      (request) => readSignIns(ctx, input, request),
    ),
})
