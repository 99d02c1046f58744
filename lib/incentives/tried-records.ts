import { and, asc, eq, inArray, isNull, lt, notExists, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { workRecords } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { instantRange, type DayRange } from '../kernel/day.ts'
import { encodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { inUnits } from './derivation.ts'
import type { CrewOfPeriod, PassingReason } from './evaluate-rule.ts'
import type { RuleRecord } from './rule-condition.ts'
import type { Rule } from './rule.ts'
import { unmetConditions } from './unmet-conditions.ts'

/** A trial answers “why this amount”; whoever wants every record has the list of work. */
export const triedMost = 50

/** What a rule made of the records of one payee: those that counted, and those that did not, each with the reason. */
export class TriedRecords {
  readonly #payeeId: string
  readonly #crewIds: readonly string[]
  readonly #passed: { readonly record: RuleRecord; readonly why: PassingReason }[] = []
  constructor(payeeId: string, crews: ReadonlyMap<string, CrewOfPeriod>) {
    this.#payeeId = payeeId
    this.#crewIds = [...crews.values()].filter((crew) => crew.members.some((m) => m.payeeId === payeeId)).map((crew) => crew.id)
  }
  /** Told of every record that was passed over; keeps those that are the payee's own or a crew's with the payee on it. */
  pass(record: RuleRecord, why: PassingReason): void {
    if (record.payeeId === this.#payeeId || (record.crewId !== null && this.#crewIds.includes(record.crewId))) this.#passed.push({ record, why })
  }
  /** The first of both, for the screen. Work that is still open is in no period; it is told with that as its reason. */
  async shown(ctx: ReadCtx, rule: Rule, counted: readonly RuleRecord[], period: DayRange) {
    const open = await openRecords(ctx, this.#payeeId, this.#crewIds, period)
    const passed = [...this.#passed, ...open.rows.map((record) => ({ record, why: 'open' as const }))]
    return {
      counted: { rows: counted.slice(0, triedMost).map(shaped), inAll: counted.length },
      passed: {
        rows: passed
          .slice(0, triedMost)
          .map(({ record, why }) => ({ ...shaped(record), why, unmet: why === 'conditions' ? unmetConditions(record, rule.conditions) : [] })),
        inAll: this.#passed.length + open.inAll,
      },
    }
  }
}
const shaped = (r: RuleRecord) => ({
  id: encodeId('workRecord', r.id),
  number: r.number,
  key: r.externalKey,
  closedAt: r.countedAt,
  quantity: r.quantityMilli === null ? undefined : inUnits(r.quantityMilli),
  value: r.valueMinor === null || r.valueCurrency === null ? undefined : money(r.valueMinor, r.valueCurrency),
})

async function openRecords(
  ctx: ReadCtx,
  payeeId: string,
  crewIds: readonly string[],
  period: DayRange,
): Promise<{ readonly rows: RuleRecord[]; readonly inAll: number }> {
  const newer = alias(workRecords, 'newer'),
    { end } = instantRange(period, ctx.settings.zone)
  const rows = await ctx.tx
    .select({ record: workRecords, inAll: sql<string>`count(*) over ()` })
    .from(workRecords)
    .where(
      and(
        or(eq(workRecords.payeeId, payeeId), crewIds.length > 0 ? inArray(workRecords.crewId, [...crewIds]) : undefined),
        isNull(workRecords.countedAt),
        or(isNull(workRecords.openedAt), lt(workRecords.openedAt, end)),
        notExists(
          ctx.tx
            .select({ one: sql`1` })
            .from(newer)
            .where(eq(newer.supersedesId, workRecords.id)),
        ),
      ),
    )
    .orderBy(asc(workRecords.id))
    .limit(triedMost)
  return { rows: rows.map(({ record }) => ({ ...record, source: record.sourceKind, fields: {} })), inAll: Number(rows[0]?.inAll ?? 0) }
}
