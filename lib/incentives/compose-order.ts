import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { payouts, type RailName } from '../../db/schema/payouts.ts'
import { bankDetails, payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { assert } from '../kernel/assert.ts'
import type { Day } from '../kernel/day.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { encodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { envelope } from '../platform/keys/keys.ts'
import { toLatin } from '../platform/rails/charset.ts'
import type { Destination, Order, OrderPayout, Originator, Rail } from '../platform/rails/port.ts'
import { readBankDetailBody, type BankDetailBody } from './bank-detail-body.ts'
import type { BatchRow } from './batch.ts'
import { goesElsewhere, stateWords } from './payout.ts'

/** One payout of a batch as the file needs it. */
export interface BatchPayout {
  readonly id: string
  readonly number: string
  readonly payeeId: string
  readonly minor: bigint
  readonly bankDetailId: string | null
  readonly order: OrderPayout
}
export interface BatchFault {
  readonly payoutId: string | undefined
  readonly number: string
  readonly sentence: string
}
export interface Composed {
  readonly payouts: readonly BatchPayout[]
  readonly faults: readonly BatchFault[]
}

const kindOf: Readonly<Record<RailName, string>> = { pain001: 'iban', nacha: 'ach', payroll_csv: 'payroll' }

/**
 * The payouts of a batch with their bank details opened, and everything that keeps one out of a file: its state, an inactive payee, a bank
 * detail that is missing, unconfirmed, changed too lately or of another rail. With `checked` the faults that the rail names are added;
 * a release leaves them out, because the whole order is checked anyway.
 */
export async function composePayouts(
  ctx: ReadCtx,
  batch: Pick<BatchRow, 'id' | 'rail'>,
  checked?: { readonly originator: Originator; readonly rail: Rail },
): Promise<Composed> {
  const rows = await readRows(ctx, batch.id)
  const faults: BatchFault[] = []
  const composed = await Promise.all(
    rows.map(async (row): Promise<BatchPayout> => {
      const add = (sentence: string): void => {
        faults.push({ payoutId: encodeId('payout', row.id), number: row.number, sentence })
      }
      if (row.state !== 'approved') add(`It is ${stateWords[row.state]}${row.holdReason ? ` (${row.holdReason})` : ''}. Take it out of the batch.`)
      if (!row.isActive) add(`${row.payeeName} is not active.`)
      const fault =
        batch.rail === 'payroll_csv'
          ? undefined
          : (detailFault(row, kindOf[batch.rail], ctx.now) ??
            (goesElsewhere({ rail: batch.rail, bankDetailId: row.approvedDetailId }, row.detailId)
              ? 'Its bank detail changed after it was approved. Take it out of the batch, reject it and raise it anew.'
              : undefined))
      if (fault !== undefined) add(fault)
      const body =
        fault === undefined && row.detailId !== null && row.sealed !== null && batch.rail !== 'payroll_csv'
          ? readBankDetailBody(await envelope().open({ tenant: ctx.tenant, table: 'bank_details', column: 'sealed', row: row.detailId }, row.sealed))
          : undefined
      const order = orderPayout(ctx, row, batch.rail, body)
      if (fault === undefined && checked) for (const { sentence } of checked.rail.check(checked.originator, order)) add(sentence)
      return { id: row.id, number: row.number, payeeId: row.payeeId, minor: row.minor, bankDetailId: row.detailId, order }
    }),
  )
  return { payouts: composed, faults }
}

/** What a batch would pay, in one word: who releases it sends along what they saw, so that nothing else leaves by their code. */
export const contentOf = (payouts: readonly Pick<BatchPayout, 'id' | 'minor' | 'bankDetailId'>[]): string =>
  sha256Hex(canonicalJson(payouts.map(({ id, minor, bankDetailId }) => [id, minor.toString(), bankDetailId]))).slice(0, 32)

/**
 * Three lookups by key instead of one join: right after an import the planner knows nothing of ten thousand new rows yet, and would join
 * them by looking at each pair.
 */
async function readRows(ctx: ReadCtx, batchId: string) {
  const own = await ctx.tx
    .select({
      id: payouts.id,
      number: payouts.number,
      state: payouts.state,
      holdReason: payouts.holdReason,
      minor: payouts.amountMinor,
      currency: payouts.currency,
      endToEndId: payouts.endToEndId,
      uetr: payouts.uetr,
      payeeId: payouts.payeeId,
      approvedDetailId: payouts.bankDetailId,
    })
    .from(payouts)
    .where(eq(payouts.batchId, batchId))
    .orderBy(asc(payouts.id))
  const payeeIds = [...new Set(own.map((row) => row.payeeId))]
  const people = new Map<string, { name: string; number: string; isActive: boolean }>(),
    details = new Map<string, Omit<DetailRow, 'detailId'> & { id: string; sealed: Buffer }>()
  for (let at = 0; at < payeeIds.length; at += idsMax) {
    const part = payeeIds.slice(at, at + idsMax)
    for (const row of await ctx.tx
      .select({ id: payees.id, name: payees.name, number: payees.number, isActive: payees.isActive })
      .from(payees)
      .where(inArray(payees.id, part)))
      people.set(row.id, row)
    for (const row of await ctx.tx
      .select({
        payeeId: bankDetails.payeeId,
        id: bankDetails.id,
        kind: bankDetails.kind,
        sealed: bankDetails.sealed,
        confirmedAt: bankDetails.confirmedAt,
        heldUntil: bankDetails.heldUntil,
      })
      .from(bankDetails)
      .where(and(inArray(bankDetails.payeeId, part), isNull(bankDetails.replacedAt))))
      details.set(row.payeeId, row)
  }
  return own.map((row) => {
    const payee = people.get(row.payeeId),
      detail = details.get(row.payeeId)
    assert(payee, `the payee of ${row.number}`)
    return {
      ...row,
      payeeName: payee.name,
      payeeNumber: payee.number,
      isActive: payee.isActive,
      detailId: detail?.id ?? null,
      kind: detail?.kind ?? null,
      sealed: detail?.sealed ?? null,
      confirmedAt: detail?.confirmedAt ?? null,
      heldUntil: detail?.heldUntil ?? null,
    }
  })
}
const idsMax = 5_000

interface DetailRow {
  readonly detailId: string | null
  readonly kind: string | null
  readonly confirmedAt: Date | null
  readonly heldUntil: Date | null
}
function detailFault(row: DetailRow, needed: string, now: Date): string | undefined {
  if (row.detailId === null || row.kind === null) return 'Its payee has no bank detail yet.'
  if (row.kind !== needed) return `Its bank detail does not fit this rail (${row.kind} instead of ${needed}).`
  if (row.confirmedAt === null) return 'Its bank detail is not confirmed.'
  if (row.heldUntil !== null && row.heldUntil > now) return `Its bank detail changed and is held until ${row.heldUntil.toISOString().slice(0, 10)}.`
  return undefined
}

interface PayoutColumns {
  readonly id: string
  readonly number: string
  readonly minor: bigint
  readonly currency: string
  readonly endToEndId: string
  readonly uetr: string
  readonly payeeName: string
  readonly payeeNumber: string
}
function orderPayout(ctx: ReadCtx, row: PayoutColumns, rail: RailName, body: BankDetailBody | undefined): OrderPayout {
  const destination: Destination = body?.destination ?? { kind: 'none' }
  const company = toLatin(ctx.settings.company)
  const remittance = rail !== 'payroll_csv' && !company.ok ? row.number : `${row.number} ${ctx.settings.company}`.slice(0, 70)
  return {
    id: row.id,
    reference: row.endToEndId,
    uetr: row.uetr,
    amount: money(row.minor, row.currency),
    remittance,
    destination,
    payee: { name: row.payeeName, latinName: body?.latinName, reference: body?.reference ?? row.payeeNumber, address: body?.address },
  }
}

/** An order of composed payouts, and what the rail says about it as a whole. */
export function orderOf(given: {
  readonly messageId: string
  readonly createdAt: Date
  readonly originator: Originator
  readonly executionDay: Day
  readonly payouts: readonly BatchPayout[]
  readonly fileModifier?: string | undefined
  readonly firstTrace?: number | undefined
}): Order {
  return { ...given, payouts: given.payouts.map((payout) => payout.order) }
}
/** Faults of the whole order as faults of its payouts; those of the order itself carry the batch's number. */
export function orderFaults(rail: Rail, order: Order, payouts: readonly BatchPayout[], batchNumber: string): BatchFault[] {
  const numbers = new Map(payouts.map((payout) => [payout.id, payout.number]))
  return rail
    .checkOrder(order)
    .map(({ payoutId, sentence }) => ({
      payoutId: payoutId === undefined ? undefined : encodeId('payout', payoutId),
      number: numbers.get(payoutId ?? '') ?? batchNumber,
      sentence,
    }))
}
