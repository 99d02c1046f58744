import { and, asc, eq, ilike, or, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { awardRuns, awards, programs } from '../../db/schema/incentives.ts'
import { journalEntries, ledgerAccounts } from '../../db/schema/ledger.ts'
import { batches, payouts } from '../../db/schema/payouts.ts'
import { statements } from '../../db/schema/statements.ts'
import { catalogueItems, disputes, redemptions } from '../../db/schema/wallet.ts'
import { accessRequests, reviews, supportGrants } from '../../db/schema/access.ts'
import { members } from '../../db/schema/tenancy.ts'
import { crews, imports, payees, workRecords } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { isCurrent } from './work-record.ts'
import type { Permission } from '../access/permissions.ts'
import { encodeId, nounOf, tryDecodeId, type Noun } from '../kernel/id.ts'

export interface FoundRecord {
  readonly noun: Noun
  readonly id: string
  readonly number: string
  readonly name: string
}
/** Hits of one kind; a palette shows few and the lists behind it show all. */
const eachMax = 5
const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Place {
  readonly noun: Noun
  readonly needs: Permission
  readonly prefix: string
  readonly find: (
    ctx: ReadCtx,
    numbers: readonly string[],
    name: string | undefined,
    id: string | undefined,
  ) => Promise<readonly { id: string; number: string; name: string }[]>
}

/** Equality on numbers uses an index; names are searched only in tables that stay small. */
const among = (number: PgColumn, id: PgColumn, numbers: readonly string[], uuid: string | undefined, more: SQL[] = []): SQL =>
  or(...numbers.map((n) => eq(number, n)), ...(uuid ? [eq(id, uuid)] : []), ...more) ?? sql`false` // no condition must not mean every row
const like = (name: string): string => `%${name.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`

const places: readonly Place[] = [
  {
    noun: 'payout',
    needs: 'payout.read',
    prefix: 'P',
    find: (ctx, numbers, _name, id) =>
      ctx.tx
        .select({ id: payouts.id, number: payouts.number, name: payees.name })
        .from(payouts)
        .innerJoin(payees, eq(payees.id, payouts.payeeId))
        .where(among(payouts.number, payouts.id, numbers, id))
        .limit(eachMax),
  },
  {
    noun: 'payee',
    needs: 'payee.read',
    prefix: 'PE',
    find: (ctx, numbers, name, id) =>
      ctx.tx
        .select({ id: payees.id, number: payees.number, name: payees.name })
        .from(payees)
        .where(among(payees.number, payees.id, numbers, id, name ? [ilike(payees.name, like(name))] : []))
        .orderBy(asc(payees.name))
        .limit(eachMax),
  },
  {
    noun: 'program',
    needs: 'program.read',
    prefix: 'PR',
    find: (ctx, numbers, name, id) =>
      ctx.tx
        .select({ id: programs.id, number: programs.number, name: programs.name })
        .from(programs)
        .where(among(programs.number, programs.id, numbers, id, name ? [ilike(programs.name, like(name))] : []))
        .orderBy(asc(programs.name))
        .limit(eachMax),
  },
  {
    noun: 'award',
    needs: 'award.read',
    prefix: 'A',
    find: (ctx, numbers, _name, id) =>
      ctx.tx
        .select({ id: awards.id, number: awards.number, name: payees.name })
        .from(awards)
        .innerJoin(payees, eq(payees.id, awards.payeeId))
        .where(among(awards.number, awards.id, numbers, id))
        .limit(eachMax),
  },
  {
    noun: 'batch',
    needs: 'batch.read',
    prefix: 'B',
    find: (ctx, numbers, _name, id) =>
      ctx.tx
        .select({ id: batches.id, number: batches.number, name: batches.rail })
        .from(batches)
        .where(among(batches.number, batches.id, numbers, id))
        .limit(eachMax),
  },
  {
    noun: 'statement',
    needs: 'statement.read',
    prefix: 'S',
    find: (ctx, numbers, _name, id) =>
      ctx.tx
        .select({ id: statements.id, number: statements.number, name: statements.reference })
        .from(statements)
        .where(among(statements.number, statements.id, numbers, id))
        .limit(eachMax),
  },
  {
    noun: 'journalEntry',
    needs: 'ledger.read',
    prefix: 'JE',
    find: (ctx, numbers, _name, id) =>
      ctx.tx
        .select({ id: journalEntries.id, number: journalEntries.number, name: journalEntries.memo })
        .from(journalEntries)
        .where(among(journalEntries.number, journalEntries.id, numbers, id))
        .limit(eachMax),
  },
  {
    noun: 'ledgerAccount',
    needs: 'ledger.read',
    prefix: 'L',
    find: (ctx, numbers, name, id) =>
      ctx.tx
        .select({ id: ledgerAccounts.id, number: ledgerAccounts.number, name: ledgerAccounts.name })
        .from(ledgerAccounts)
        .where(among(ledgerAccounts.number, ledgerAccounts.id, numbers, id, name ? [ilike(ledgerAccounts.name, like(name))] : []))
        .orderBy(asc(ledgerAccounts.number))
        .limit(eachMax),
  },
  {
    noun: 'awardRun',
    needs: 'award.read',
    prefix: 'R',
    find: (ctx, numbers, _name, id) =>
      ctx.tx
        .select({ id: awardRuns.id, number: awardRuns.number, name: programs.name })
        .from(awardRuns)
        .innerJoin(programs, eq(programs.id, awardRuns.programId))
        .where(among(awardRuns.number, awardRuns.id, numbers, id))
        .limit(eachMax),
  },
  {
    noun: 'workRecord',
    needs: 'work.read',
    prefix: 'W',
    find: (ctx, numbers, name, id) =>
      ctx.tx
        .select({ id: workRecords.id, number: workRecords.number, name: sql<string>`${workRecords.externalKey} || ', ' || ${workRecords.kind}` })
        .from(workRecords)
        .where(among(workRecords.number, workRecords.id, numbers, id, name ? [and(eq(workRecords.externalKey, name), isCurrent(ctx)) as SQL] : []))
        .limit(eachMax),
  },
  {
    noun: 'import',
    needs: 'work.record',
    prefix: 'I',
    find: (ctx, numbers, name, id) =>
      ctx.tx
        .select({ id: imports.id, number: imports.number, name: imports.fileName })
        .from(imports)
        .where(among(imports.number, imports.id, numbers, id, name ? [ilike(imports.fileName, like(name))] : []))
        .limit(eachMax),
  },
  {
    noun: 'crew',
    needs: 'payee.read',
    prefix: 'C',
    find: (ctx, numbers, name, id) =>
      ctx.tx
        .select({ id: crews.id, number: crews.number, name: crews.name })
        .from(crews)
        .where(among(crews.number, crews.id, numbers, id, name ? [ilike(crews.name, like(name))] : []))
        .orderBy(asc(crews.name))
        .limit(eachMax),
  },
  {
    noun: 'catalogueItem',
    needs: 'catalogue.change',
    prefix: 'K',
    find: (ctx, numbers, name, id) =>
      ctx.tx
        .select({ id: catalogueItems.id, number: catalogueItems.number, name: catalogueItems.name })
        .from(catalogueItems)
        .where(among(catalogueItems.number, catalogueItems.id, numbers, id, name ? [ilike(catalogueItems.name, like(name))] : []))
        .limit(eachMax),
  },
  {
    noun: 'redemption',
    needs: 'redemption.read',
    prefix: 'RD',
    find: (ctx, numbers, _name, id) =>
      ctx.tx
        .select({ id: redemptions.id, number: redemptions.number, name: payees.name })
        .from(redemptions)
        .innerJoin(payees, eq(payees.id, redemptions.payeeId))
        .where(among(redemptions.number, redemptions.id, numbers, id))
        .limit(eachMax),
  },
  {
    noun: 'dispute',
    needs: 'dispute.read',
    prefix: 'D',
    find: (ctx, numbers, _name, id) =>
      ctx.tx
        .select({ id: disputes.id, number: disputes.number, name: payees.name })
        .from(disputes)
        .innerJoin(payees, eq(payees.id, disputes.payeeId))
        .where(among(disputes.number, disputes.id, numbers, id))
        .limit(eachMax),
  },
  {
    noun: 'accessRequest',
    needs: 'member.change',
    prefix: 'RQ',
    find: (ctx, numbers, _name, id) =>
      ctx.tx
        .select({ id: accessRequests.id, number: accessRequests.number, name: members.name })
        .from(accessRequests)
        .innerJoin(members, eq(members.id, accessRequests.memberId))
        .where(among(accessRequests.number, accessRequests.id, numbers, id))
        .limit(eachMax),
  },
  {
    noun: 'review',
    needs: 'role.read',
    prefix: 'RV',
    find: (ctx, numbers, name, id) =>
      ctx.tx
        .select({ id: reviews.id, number: reviews.number, name: reviews.name })
        .from(reviews)
        .where(among(reviews.number, reviews.id, numbers, id, name ? [ilike(reviews.name, like(name))] : []))
        .limit(eachMax),
  },
  {
    noun: 'supportGrant',
    needs: 'company.read',
    prefix: 'SG',
    find: (ctx, numbers, name, id) =>
      ctx.tx
        .select({ id: supportGrants.id, number: supportGrants.number, name: supportGrants.operatorName })
        .from(supportGrants)
        .where(among(supportGrants.number, supportGrants.id, numbers, id, name ? [ilike(supportGrants.operatorName, like(name))] : []))
        .limit(eachMax),
  },
]

/** What can be found, and by whom. */
export const findable: readonly Pick<Place, 'noun' | 'needs' | 'prefix'>[] = places
/** `p913`, `P-913` and `P-00913` are one number; bare digits could be of any series. */
export function numbersMeant(typed: string, prefix: string): readonly string[] {
  const match = /^([a-z]{0,2})[-\s]?(\d{1,12})$/i.exec(typed)
  if (!match || (match[1] !== '' && (match[1] as string).toUpperCase() !== prefix)) return []
  return [`${prefix}-${(match[2] as string).replace(/^0+(?=\d)/, '').padStart(5, '0')}`]
}

/** Records by number, name or id, of every kind that the reader may see in full. */
export const findRecords = query({
  name: 'incentives.findRecords',
  needs: 'home.read',
  input: z.strictObject({ q: z.string().trim().min(1, 'Type a number or a name.').max(80) }),
  run: async (ctx, { q }): Promise<readonly FoundRecord[]> => {
    const noun = nounOf(q)
    const uuid = noun ? tryDecodeId(noun, q) : isUuid.test(q) ? q : undefined
    const name = q.length >= 2 && uuid === undefined ? q : undefined
    const searched = places.filter((place) => ctx.reach(place.needs) === 'all' && (noun === undefined || place.noun === noun))
    const found = await Promise.all(
      searched.map(async (place) => {
        const numbers = numbersMeant(q, place.prefix)
        if (numbers.length === 0 && uuid === undefined && name === undefined) return []
        return (await place.find(ctx, numbers, name, uuid)).map((row) => ({
          noun: place.noun,
          id: encodeId(place.noun, row.id),
          number: row.number,
          name: row.name,
        }))
      }),
    )
    return found.flat()
  },
})
