import { and, desc, eq, ilike, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { awards, programs } from '../../db/schema/incentives.ts'
import { ledgerAccounts } from '../../db/schema/ledger.ts'
import { members } from '../../db/schema/tenancy.ts'
import { bankDetails, crewMembers, crews, payees, workRecords } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { likeText } from './list-catalogue.ts'
import { placeOf } from './wallet-place.ts'
import { ListPayees, ShowPayee } from './work-inputs.ts'
import { isCurrent } from './work-record.ts'
import type { z } from 'zod'

type PayeeRow = typeof payees.$inferSelect
interface Row {
  payee: PayeeRow
  member: string | null
  masked: string | null
  confirmedAt: Date | null
}
async function readPayees(ctx: ReadCtx, input: z.infer<typeof ListPayees>, request: PageRequest = input) {
  const q = input.q?.trim()
  const filters = and(
    input.state === 'merged'
      ? isNotNull(payees.mergedIntoId)
      : input.state === 'inactive'
        ? and(eq(payees.isActive, false), isNull(payees.mergedIntoId))
        : input.state === 'active'
          ? and(eq(payees.isActive, true), isNull(payees.mergedIntoId))
          : undefined,
    input.linked === 'yes' ? isNotNull(payees.memberId) : input.linked === 'no' ? isNull(payees.memberId) : undefined,
    input.bank === 'none' ? isNull(bankDetails.id) : input.bank ? isNotNull(bankDetails.id) : undefined,
    input.bank === 'waiting' ? isNull(bankDetails.confirmedAt) : input.bank === 'confirmed' ? isNotNull(bankDetails.confirmedAt) : undefined,
    q ? or(ilike(payees.name, `%${likeText(q)}%`), eq(payees.number, q.toUpperCase()), sql`starts_with(${payees.key}, ${q.toLowerCase()})`) : undefined,
  )
  return readPage(
    { id: payees.id, idOf: (r: Row) => r.payee.id, sorts: { name: { column: payees.name, of: (r) => r.payee.name }, added: undefined }, defaultSort: 'name' },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select({ payee: payees, member: members.name, masked: bankDetails.masked, confirmedAt: bankDetails.confirmedAt })
        .from(payees)
        .leftJoin(members, eq(members.id, payees.memberId))
        .leftJoin(bankDetails, and(eq(bankDetails.payeeId, payees.id), isNull(bankDetails.replacedAt)))
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
}
const stateOf = (p: PayeeRow): 'active' | 'inactive' | 'merged' => (p.mergedIntoId !== null ? 'merged' : p.isActive ? 'active' : 'inactive')
export const listPayees = query({
  name: 'incentives.listPayees',
  needs: 'payee.read',
  input: ListPayees,
  run: async (ctx, input) => {
    const page = await readPayees(ctx, input)
    const [counts] = await ctx.tx
      .select({ all: sql<string>`count(*)`, linked: sql<string>`count(${payees.memberId})` })
      .from(payees)
      .where(isNull(payees.mergedIntoId))
    const ids = page.rows.map((r) => r.payee.id)
    const owed =
      ids.length === 0
        ? []
        : await ctx.tx
            .select({ payeeId: ledgerAccounts.payeeId, minor: ledgerAccounts.balanceMinor, currency: ledgerAccounts.currency })
            .from(ledgerAccounts)
            .where(and(eq(ledgerAccounts.kind, 'owed'), inArray(ledgerAccounts.payeeId, ids)))
    return {
      ...page,
      totals: { all: Number(counts?.all ?? 0), linked: Number(counts?.linked ?? 0) },
      place: placeOf(ctx),
      may: { change: ctx.reach('payee.change') !== undefined },
      rows: page.rows.map(({ payee, member, masked, confirmedAt }) => ({
        id: encodeId('payee', payee.id),
        number: payee.number,
        name: payee.name,
        key: payee.key,
        state: stateOf(payee),
        source: payee.source,
        member: member ?? undefined,
        account: masked ?? undefined,
        isConfirmed: confirmedAt !== null,
        owed: owed.filter((o) => o.payeeId === payee.id && o.minor !== 0n).map((o) => money(-o.minor, o.currency)),
      })),
    }
  },
})
export const exportPayees = listExport({
  name: 'incentives.exportPayees',
  needs: 'payee.read',
  stepUp: 'anew',
  input: ListPayees,
  of: (ctx, input) =>
    listOf(
      'payees',
      input,
      [
        { header: 'Payee', cell: (r: Row) => r.payee.number },
        { header: 'Name', cell: (r) => r.payee.name },
        { header: 'Key', cell: (r) => r.payee.key },
        { header: 'State', cell: (r) => stateOf(r.payee) },
        { header: 'Member', cell: (r) => r.member },
        { header: 'Bank account', cell: (r) => r.masked },
        { header: 'Source', cell: (r) => r.payee.source },
      ],
      (request) => readPayees(ctx, input, request),
    ),
})

/** A payee with crews, balance, newest work and awards, and whoever was merged with it. */
export const showPayee = query({
  name: 'incentives.showPayee',
  needs: 'payee.read',
  input: ShowPayee,
  run: async (ctx, { id }) => {
    const [payee] = await ctx.tx
      .select()
      .from(payees)
      .where(eq(payees.id, decodeId('payee', id)))
    if (!payee) throw notFound('payee')
    const [member] =
      payee.memberId === null
        ? []
        : await ctx.tx.select({ id: members.id, name: members.name, role: members.role }).from(members).where(eq(members.id, payee.memberId))
    const [into] =
      payee.mergedIntoId === null
        ? []
        : await ctx.tx.select({ id: payees.id, number: payees.number, name: payees.name }).from(payees).where(eq(payees.id, payee.mergedIntoId))
    const merged = await ctx.tx
      .select({ id: payees.id, number: payees.number, name: payees.name })
      .from(payees)
      .where(eq(payees.mergedIntoId, payee.id))
      .orderBy(payees.number)
      .limit(50)
    const [detail] = await ctx.tx
      .select({ masked: bankDetails.masked, confirmedAt: bankDetails.confirmedAt, heldUntil: bankDetails.heldUntil, kind: bankDetails.kind })
      .from(bankDetails)
      .where(and(eq(bankDetails.payeeId, payee.id), isNull(bankDetails.replacedAt)))
    const owed = await ctx.tx
      .select({ minor: ledgerAccounts.balanceMinor, currency: ledgerAccounts.currency })
      .from(ledgerAccounts)
      .where(and(eq(ledgerAccounts.kind, 'owed'), eq(ledgerAccounts.payeeId, payee.id)))
    const inCrews = await ctx.tx
      .select({ id: crews.id, name: crews.name, share: crewMembers.share, joinedOn: crewMembers.joinedOn })
      .from(crewMembers)
      .innerJoin(crews, eq(crews.id, crewMembers.crewId))
      .where(and(eq(crewMembers.payeeId, payee.id), isNull(crewMembers.leftAt)))
      .orderBy(crews.name)
    const seesAwards = ctx.reach('award.read') === 'all',
      seesWork = ctx.reach('work.read') === 'all'
    const recent = seesAwards
      ? await ctx.tx
          .select({
            id: awards.id,
            number: awards.number,
            state: awards.state,
            kind: awards.kind,
            minor: awards.amountMinor,
            currency: awards.currency,
            from: awards.periodFrom,
            program: programs.name,
            period: programs.period,
          })
          .from(awards)
          .innerJoin(programs, eq(programs.id, awards.programId))
          .where(eq(awards.payeeId, payee.id))
          .orderBy(desc(awards.id))
          .limit(8)
      : []
    const work = seesWork
      ? await ctx.tx
          .select({ id: workRecords.id, number: workRecords.number, key: workRecords.externalKey, kind: workRecords.kind, closedAt: workRecords.countedAt })
          .from(workRecords)
          .where(and(eq(workRecords.payeeId, payee.id), isCurrent(ctx)))
          .orderBy(desc(workRecords.countedAt))
          .limit(8)
      : []
    return {
      id,
      number: payee.number,
      name: payee.name,
      key: payee.key,
      email: payee.email,
      state: stateOf(payee),
      isActive: payee.isActive,
      source: payee.source,
      addedAt: payee.createdAt,
      updatedAt: payee.updatedAt,
      member: member && { id: encodeId('member', member.id), name: member.name, role: member.role, isYou: member.id === ctx.actor.memberId },
      into: into && { ...into, id: encodeId('payee', into.id) },
      merged: merged.map((m) => ({ ...m, id: encodeId('payee', m.id) })),
      bank: detail,
      owed: owed.map((o) => money(-o.minor, o.currency)),
      crews: inCrews.map((c) => ({ ...c, id: encodeId('crew', c.id) })),
      awards: recent.map((a) => ({
        id: encodeId('award', a.id),
        number: a.number,
        state: a.state,
        kind: a.kind,
        amount: money(a.minor, a.currency),
        program: a.program,
        period: a.period,
        from: a.from,
      })),
      work: work.map((w) => ({ ...w, id: encodeId('workRecord', w.id) })),
      place: placeOf(ctx),
      may: {
        change: ctx.reach('payee.change') !== undefined,
        bank: ctx.reach('bank_detail.change') !== undefined,
        seeMembers: ctx.reach('member.read') !== undefined,
        seeAwards: seesAwards,
        seeWork: seesWork,
      },
    }
  },
})
/** Who may be chosen in a form: active payees by name, members without a payee of their own, crews. */
export const listChoices = query({
  name: 'incentives.listChoices',
  needs: 'payee.read',
  input: ListPayees.pick({}),
  run: async (ctx) => {
    const people = await ctx.tx
      .select({ id: payees.id, name: payees.name, number: payees.number })
      .from(payees)
      .where(and(eq(payees.isActive, true), isNull(payees.mergedIntoId)))
      .orderBy(payees.name)
      .limit(2_000)
    const groups = await ctx.tx.select({ id: crews.id, name: crews.name }).from(crews).where(eq(crews.isActive, true)).orderBy(crews.name).limit(500)
    const staff =
      ctx.reach('payee.change') === undefined
        ? []
        : await ctx.tx
            .select({ id: members.id, name: members.name, role: members.role })
            .from(members)
            .where(inArray(members.state, ['active', 'invited']))
            .orderBy(members.name)
            .limit(1_000)
    return {
      payees: people.map((p) => ({ id: encodeId('payee', p.id), name: p.name, number: p.number })),
      crews: groups.map((c) => ({ id: encodeId('crew', c.id), name: c.name })),
      members: staff.map((m) => ({ id: encodeId('member', m.id), name: m.name, role: m.role })),
      place: placeOf(ctx),
      currency: ctx.settings.currency,
      zone: ctx.settings.zone,
      today: ctx.today,
    }
  },
})
