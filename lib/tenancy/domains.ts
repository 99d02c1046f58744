// Domains of a company: claimed, proven by the domain name system, looked at again every day. Single sign-on links people only by these.
import { randomBytes } from 'node:crypto'
import { and, asc, eq, inArray, ne } from 'drizzle-orm'
import { z } from 'zod'
import { domains, type DomainAnswer, type DomainState } from '../../db/schema/sign-in.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { command, commandAfterAsking, query } from '../access/operation.ts'
import { one } from '../kernel/assert.ts'
import { decodeId, encodeId, newUuid, type Id } from '../kernel/id.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { askFor, domainInput, recordName, recordValue, settle, type DomainRow, type Looked } from './domain.ts'
import { domainAdded, domainProven, domainRemoved, domainUnproven } from './domain-events.ts'
import { Nothing } from './member-inputs.ts'
import { releaseDomain } from './platform.sql.ts'
import { demandNotRequired } from './provider-rule.ts'

const AddDomain = z.strictObject({ name: domainInput }),
  DomainId = z.strictObject({ domainId: z.string().max(40) })
/** Domains of one company; each is asked for once a day. */
export const domainsMax = 20

export interface DomainView {
  readonly id: Id<'domain'>
  readonly name: string
  readonly state: DomainState
  readonly answer: DomainAnswer | null
  readonly provenAt: Date | null
  readonly checkedAt: Date | null
  readonly missingSince: Date | null
  readonly addedAt: Date
  /** What has to stand in the domain name system. */
  readonly record: { readonly name: string; readonly value: string }
}
const viewOf = (row: typeof domains.$inferSelect): DomainView => ({
  id: encodeId('domain', row.id),
  name: row.name,
  state: row.state,
  answer: row.answer,
  provenAt: row.provenAt,
  checkedAt: row.checkedAt,
  missingSince: row.missingSince,
  addedAt: row.createdAt,
  record: { name: recordName(row.name), value: recordValue(row.token) },
})
const frame = (ctx: ReadCtx) => ({
  mayChange: ctx.reach('sign_in.change') === 'all',
  place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
})

export const listDomains = query({
  name: 'tenancy.listDomains',
  needs: 'company.read',
  input: Nothing,
  run: async (ctx) => ({
    domains: (await ctx.tx.select().from(domains).where(ne(domains.state, 'removed')).orderBy(asc(domains.name)).limit(domainsMax)).map(viewOf),
    ...frame(ctx),
  }),
})
export const showDomain = query({
  name: 'tenancy.showDomain',
  needs: 'company.read',
  input: DomainId,
  run: async (ctx, { domainId }) => {
    const [row] = await ctx.tx
      .select()
      .from(domains)
      .where(and(eq(domains.id, decodeId('domain', domainId)), ne(domains.state, 'removed')))
    if (!row) throw notFound('domain')
    return { ...viewOf(row), ...frame(ctx) }
  },
})
/** Claims a domain. The claim alone means nothing, so that another company may claim the same; the record decides. */
export const addDomain = command({
  name: 'tenancy.addDomain',
  needs: 'sign_in.change',
  stepUp: 'recent',
  input: AddDomain,
  run: async (ctx, { name }): Promise<{ id: Id<'domain'> }> => {
    const own = await ctx.tx.select({ id: domains.id, name: domains.name }).from(domains).where(ne(domains.state, 'removed')).for('update')
    const isThere = (): Error => invalid('name', `${name} is in the list already.`)
    if (own.some((row) => row.name === name)) throw isThere()
    if (own.length >= domainsMax) throw conflict(`A company has at most ${domainsMax} domains. Remove one first.`)
    const id = newUuid(ctx.now)
    // Of two who claim it at once, one waits for the other's row and then finds it there.
    const made = await ctx.tx
      .insert(domains)
      .values({ id, name, token: randomBytes(20).toString('hex'), addedBy: ctx.actor.memberId, updatedAt: ctx.now, createdAt: ctx.now })
      .onConflictDoNothing()
      .returning({ id: domains.id })
    if (made.length === 0) throw isThere()
    ctx.record(domainAdded, id, { domain: name })
    return { id: encodeId('domain', id) }
  },
})
const words: Readonly<Record<DomainAnswer, string>> = {
  found: 'the record is there',
  other: 'there are other records, ours is not among them',
  none: 'there is no record',
  unanswered: 'no name server answered',
  taken: 'the record is there, but another company has proven this domain',
}
async function note(ctx: Ctx, row: DomainRow, answer: Awaited<ReturnType<typeof askFor>>): Promise<Looked> {
  const looked = await settle(ctx, row, answer)
  if (looked.state === 'proven' && row.state !== 'proven') ctx.record(domainProven, row.id, { domain: row.name, before: row.state })
  else if (looked.state !== row.state || ctx.actor.kind === 'member')
    ctx.record(domainUnproven, row.id, { domain: row.name, found: words[looked.answer], state: looked.state })
  return looked
}
const columns = { id: domains.id, name: domains.name, token: domains.token, state: domains.state, missingSince: domains.missingSince }
/** Looks for the record now. */
export const checkDomain = commandAfterAsking({
  name: 'tenancy.checkDomain',
  needs: 'sign_in.change',
  input: DomainId,
  outside: {
    question: async (ctx, { domainId }) => {
      const [row] = await ctx.tx
        .select(columns)
        .from(domains)
        .where(and(eq(domains.id, decodeId('domain', domainId)), ne(domains.state, 'removed')))
      if (!row) throw notFound('domain')
      return row
    },
    ask: (row) => askFor(row),
  },
  run: async (ctx, { domainId }, answer): Promise<Looked & { readonly says: string }> => {
    const [row] = await ctx.tx
      .select(columns)
      .from(domains)
      .where(and(eq(domains.id, decodeId('domain', domainId)), ne(domains.state, 'removed')))
      .for('update')
    if (!row) throw notFound('domain')
    const looked = await note(ctx, row, answer)
    return { ...looked, says: words[looked.answer] }
  },
})
const watched: DomainState[] = ['pending', 'proven', 'failing']
/** Every day: what was proven must stay so, and what was published since becomes proven. */
export const recheckDomains = commandAfterAsking({
  name: 'tenancy.recheckDomains',
  needs: 'job',
  input: Nothing,
  outside: {
    question: (ctx) => ctx.tx.select(columns).from(domains).where(inArray(domains.state, watched)).orderBy(asc(domains.id)),
    ask: async (rows) => {
      const answers = new Map<string, Awaited<ReturnType<typeof askFor>>>()
      for (const row of rows) answers.set(row.id, await askFor(row))
      return answers
    },
  },
  run: async (ctx, _input, answers): Promise<{ looked: number }> => {
    const rows = (await ctx.tx.select(columns).from(domains).where(inArray(domains.state, watched)).orderBy(asc(domains.id)).for('update')).filter((row) =>
      answers.has(row.id),
    )
    for (const row of rows) await note(ctx, row, answers.get(row.id) ?? 'unanswered')
    ctx.unchanged(rows.length === 0 ? 'there is no domain' : 'looked; what changed is recorded by itself')
    return { looked: rows.length }
  },
})
/** Gives a domain up. People whom a provider has vouched for keep their place; nobody new is linked by it. */
export const removeDomain = command({
  name: 'tenancy.removeDomain',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: DomainId,
  run: async (ctx, { domainId }): Promise<{ id: Id<'domain'> }> => {
    const [row] = await ctx.tx
      .select(columns)
      .from(domains)
      .where(and(eq(domains.id, decodeId('domain', domainId)), ne(domains.state, 'removed')))
      .for('update')
    if (!row) throw notFound('domain')
    await demandNotRequired(ctx, 'domain', row)
    one(await ctx.tx.update(domains).set({ state: 'removed', updatedAt: ctx.now }).where(eq(domains.id, row.id)).returning({ id: domains.id }), 'domain')
    await releaseDomain(ctx, row.name)
    ctx.record(domainRemoved, row.id, { domain: row.name, before: row.state })
    return { id: encodeId('domain', row.id) }
  },
})
