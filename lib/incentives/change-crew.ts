import { and, desc, eq, ilike, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { crewMembers, crews, payees, workRecords } from '../../db/schema/work.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import type { z } from 'zod'
import { readPage, type Page } from '../access/list-page.ts'
import { command, query } from '../access/operation.ts'
import { violated } from '../access/passage.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { assert } from '../kernel/assert.ts'
import { day } from '../kernel/day.ts'
import { decodeId, encodeId, newUuid } from '../kernel/id.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { likeText } from './list-catalogue.ts'
import { matchKey } from './payee-key.ts'
import { ownAmong, refuseSeparation } from './payout.ts'
import { placeOf } from './wallet-place.ts'
import { crewAdded, crewChanged, crewJoined, crewLeft } from './work-events.ts'
import { AddCrew, ChangeCrew, JoinCrew, LeaveCrew, ListCrews, ShowCrew } from './work-inputs.ts'
import { isCurrent } from './work-record.ts'

type CrewRow = typeof crews.$inferSelect
async function loadCrew(ctx: ReadCtx, id: string): Promise<CrewRow> {
  const [row] = await ctx.tx
    .select()
    .from(crews)
    .where(eq(crews.id, decodeId('crew', id)))
  if (!row) throw notFound('crew')
  return row
}
async function payeeOf(ctx: Ctx, id: string): Promise<{ id: string; number: string; name: string }> {
  const [row] = await ctx.tx
    .select({ id: payees.id, number: payees.number, name: payees.name })
    .from(payees)
    .where(eq(payees.id, decodeId('payee', id)))
  if (!row) throw notFound('payee')
  return row
}
export const addCrew = command({
  name: 'incentives.addCrew',
  needs: 'payee.change',
  input: AddCrew,
  run: async (ctx, input) => {
    const id = newUuid(ctx.now),
      key = matchKey(input.key ?? input.name)
    const [row] = await ctx.tx
      .insert(crews)
      .values({ id, number: await ctx.number('crew'), name: input.name, key })
      .returning({ number: crews.number })
      .catch((error: unknown) => {
        throw violated(error) === 'crews_key' ? invalid('key', `Another crew has the key “${key}”. Give this one another name or key.`) : error
      })
    assert(row, 'the crew that was just added')
    ctx.record(crewAdded, id, { number: row.number, name: input.name })
    return { id: encodeId('crew', id), number: row.number }
  },
})
export const changeCrew = command({
  name: 'incentives.changeCrew',
  needs: 'payee.change',
  input: ChangeCrew,
  run: async (ctx, input) => {
    const row = await loadCrew(ctx, input.crewId),
      stateText = (isActive: boolean): string => (isActive ? 'active' : 'inactive')
    const changes = [
      ...(row.name === input.name ? [] : [{ field: 'name', before: row.name, after: input.name }]),
      ...(row.isActive === input.isActive ? [] : [{ field: 'state', before: stateText(row.isActive), after: stateText(input.isActive) }]),
    ]
    if (changes.length === 0) {
      ctx.unchanged('the crew is the same already')
      return { id: input.crewId }
    }
    const done = await ctx.tx.update(crews).set({ name: input.name, isActive: input.isActive }).where(eq(crews.id, row.id)).returning({ id: crews.id })
    assert(done.length === 1, 'the crew that was just read')
    ctx.record(crewChanged, row.id, { number: row.number, changes })
    return { id: input.crewId }
  },
})
/** Puts a payee on a crew, or changes the share of one who is. Shares count on the last day of a period, so a change holds from then on. */
export const joinCrew = command({
  name: 'incentives.joinCrew',
  needs: 'payee.change',
  input: JoinCrew,
  run: async (ctx, input) => {
    const crew = await loadCrew(ctx, input.crewId),
      payee = await payeeOf(ctx, input.payeeId),
      joinedOn = input.joinedOn === undefined ? null : day(input.joinedOn)
    // Programs may pay by shares without anybody looking at each award.
    if ((await ownAmong(ctx, ctx.actor.memberId, [payee.id])).size > 0)
      throw refuseSeparation(`You are ${payee.name}: somebody else decides which crew you are on and what your share is.`)
    const [present] = await ctx.tx
      .select()
      .from(crewMembers)
      .where(and(eq(crewMembers.crewId, crew.id), eq(crewMembers.payeeId, payee.id), isNull(crewMembers.leftAt)))
      .for('update')
    if (present && present.share === input.share && present.joinedOn === joinedOn) throw conflict('This payee is on the crew already, with that share.')
    if (present) {
      const done = await ctx.tx
        .update(crewMembers)
        .set({ share: input.share, joinedOn })
        .where(eq(crewMembers.id, present.id))
        .returning({ id: crewMembers.id })
      assert(done.length === 1, 'the membership that was just locked')
    } else await ctx.tx.insert(crewMembers).values({ crewId: crew.id, payeeId: payee.id, share: input.share, joinedOn })
    ctx.record(crewJoined, crew.id, { number: crew.number, payee: payee.number, share: input.share, from: joinedOn ?? '' })
    return { id: input.crewId }
  },
})
export const leaveCrew = command({
  name: 'incentives.leaveCrew',
  needs: 'payee.change',
  input: LeaveCrew,
  run: async (ctx, input) => {
    const crew = await loadCrew(ctx, input.crewId),
      payee = await payeeOf(ctx, input.payeeId)
    const done = await ctx.tx
      .update(crewMembers)
      .set({ leftAt: ctx.now })
      .where(and(eq(crewMembers.crewId, crew.id), eq(crewMembers.payeeId, payee.id), isNull(crewMembers.leftAt)))
      .returning({ id: crewMembers.id })
    if (done.length === 0) throw conflict('This payee is not on the crew any more.')
    ctx.record(crewLeft, crew.id, { number: crew.number, payee: payee.number })
    return { id: input.crewId }
  },
})

interface ListRow {
  readonly crew: CrewRow
  readonly people: string
}
function readCrews(ctx: ReadCtx, input: Omit<z.infer<typeof ListCrews>, 'size'> & { readonly size?: number | undefined }): Promise<Page<ListRow>> {
  const people = sql<string>`count(${crewMembers.id})`
  return readPage(
    { id: crews.id, idOf: (r: ListRow) => r.crew.id, sorts: { name: { column: crews.name, of: (r) => r.crew.name }, added: undefined }, defaultSort: 'name' },
    input,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select({ crew: crews, people })
        .from(crews)
        .leftJoin(crewMembers, and(eq(crewMembers.crewId, crews.id), isNull(crewMembers.leftAt)))
        .where(and(input.q ? or(ilike(crews.name, `%${likeText(input.q)}%`), eq(crews.number, input.q.toUpperCase())) : undefined, where))
        .groupBy(crews.tenantId, crews.id)
        .orderBy(...orderBy)
        .limit(limit),
  )
}
export const listCrews = query({
  name: 'incentives.listCrews',
  needs: 'payee.read',
  input: ListCrews,
  run: async (ctx, input) => {
    const page = await readCrews(ctx, input)
    return {
      ...page,
      rows: page.rows.map((r) => ({
        id: encodeId('crew', r.crew.id),
        number: r.crew.number,
        name: r.crew.name,
        key: r.crew.key,
        isActive: r.crew.isActive,
        people: Number(r.people),
      })),
      place: placeOf(ctx),
      may: { change: ctx.reach('payee.change') !== undefined },
    }
  },
})
/** The filtered crews as CSV, recorded. */
export const exportCrews = listExport({
  name: 'incentives.exportCrews',
  needs: 'payee.read',
  input: ListCrews,
  of: (ctx, input) =>
    listOf<ListRow>(
      'crews',
      input,
      [
        { header: 'Crew', cell: (r) => r.crew.number },
        { header: 'Name', cell: (r) => r.crew.name },
        { header: 'Key', cell: (r) => r.crew.key },
        { header: 'State', cell: (r) => (r.crew.isActive ? 'active' : 'inactive') },
        { header: 'People', cell: (r) => r.people },
        { header: 'Added', cell: (r) => r.crew.createdAt },
      ],
      (request) => readCrews(ctx, { ...input, ...request }),
    ),
})
export const showCrew = query({
  name: 'incentives.showCrew',
  needs: 'payee.read',
  input: ShowCrew,
  run: async (ctx, { id }) => {
    const crew = await loadCrew(ctx, id)
    const rows = await ctx.tx
      .select({
        payeeId: payees.id,
        number: payees.number,
        name: payees.name,
        share: crewMembers.share,
        joinedOn: crewMembers.joinedOn,
        leftAt: crewMembers.leftAt,
      })
      .from(crewMembers)
      .innerJoin(payees, eq(payees.id, crewMembers.payeeId))
      .where(eq(crewMembers.crewId, crew.id))
      .orderBy(payees.name)
      .limit(500)
    const work =
      ctx.reach('work.read') === 'all'
        ? await ctx.tx
            .select({ id: workRecords.id, number: workRecords.number, key: workRecords.externalKey, closedAt: workRecords.countedAt })
            .from(workRecords)
            .where(and(eq(workRecords.crewId, crew.id), isNotNull(workRecords.countedAt), isCurrent(ctx)))
            .orderBy(desc(workRecords.countedAt))
            .limit(8)
        : []
    const shaped = rows.map((r) => ({ ...r, payeeId: encodeId('payee', r.payeeId) }))
    return {
      id,
      number: crew.number,
      name: crew.name,
      key: crew.key,
      isActive: crew.isActive,
      addedAt: crew.createdAt,
      people: shaped.filter((r) => r.leftAt === null),
      former: shaped.filter((r) => r.leftAt !== null),
      work: work.map((w) => ({ ...w, id: encodeId('workRecord', w.id) })),
      place: placeOf(ctx),
      may: { change: ctx.reach('payee.change') !== undefined, seeWork: ctx.reach('work.read') === 'all' },
    }
  },
})
