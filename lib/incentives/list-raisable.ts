import { eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import { awards } from '../../db/schema/incentives.ts'
import { originators, type RailName } from '../../db/schema/payouts.ts'
import { payees } from '../../db/schema/work.ts'
import { query } from '../access/operation.ts'
import { decodeId, encodeId, tryDecodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { collectLines } from './collect-lines.ts'
import { bankStandings, membersBehind, type BankDetailStanding } from './payout.ts'
import { placeOf } from './wallet-place.ts'

/** Who would be paid how much if payouts were raised now, per currency, largest first; who would not be says why. */
export const listRaisable = query({
  name: 'incentives.listRaisable',
  needs: 'payout.raise',
  input: z.strictObject({ payeeIds: z.array(z.string().max(40)).max(1_000).optional() }),
  run: async (ctx, { payeeIds }) => {
    const only = payeeIds?.flatMap((id) => tryDecodeId('payee', id) ?? [])
    const currencies = (await ctx.tx.selectDistinct({ currency: awards.currency }).from(awards).where(eq(awards.state, 'confirmed')))
      .map((row) => row.currency)
      .sort()
    const rails = await ctx.tx.select({ rail: originators.rail, currency: originators.currency }).from(originators)
    const out = []
    for (const currency of currencies) {
      const lines = await collectLines(ctx, currency, only),
        ids = [...lines.keys()],
        behind = await membersBehind(ctx, ids)
      const own = [...new Set(rails.filter((r) => r.currency === currency).map((r) => r.rail)), 'payroll_csv' as const],
        first = own[0] as RailName,
        stops = new Map<RailName, ReadonlyMap<string, string>>()
      for (const rail of new Set(own)) stops.set(rail, faultsOf(await bankStandings(ctx, ids, rail)))
      const names =
        ids.length === 0 ? [] : await ctx.tx.select({ id: payees.id, name: payees.name, isActive: payees.isActive }).from(payees).where(inArray(payees.id, ids))
      const rows = names
        .map((payee) => {
          const own = lines.get(payee.id) ?? [],
            minor = own.reduce((all, line) => all + line.minor, 0n),
            isSelf = ctx.actor.memberId !== null && (behind.get(payee.id)?.has(ctx.actor.memberId) ?? false)
          const fault = stops.get(first)?.get(payee.id)
          const why = isSelf
            ? 'It is paid to you: someone else raises it'
            : minor <= 0n
              ? 'A negative balance is carried'
              : fault === undefined
                ? ''
                : `${payee.isActive ? fault : 'Not active'}: it would be held`
          return {
            id: encodeId('payee', payee.id),
            name: payee.name,
            awards: own.length,
            amount: money(minor, currency),
            isPayable: minor > 0n && !isSelf,
            why,
          }
        })
        .sort((a, b) => (a.amount.minor < b.amount.minor ? 1 : -1))
      const payable = rows.filter((row) => row.isPayable)
      out.push({
        currency,
        rows,
        total: money(
          payable.reduce((all, row) => all + row.amount.minor, 0n),
          currency,
        ),
        payable: payable.length,
        rails: rails.filter((r) => r.currency === currency).map((r) => r.rail),
        /** How many of those that can be paid would be held, by the way they are paid. */
        held: Object.fromEntries([...stops].map(([rail, of]) => [rail, payable.filter((row) => of.has(decodeId('payee', row.id))).length])),
      })
    }
    return { currencies: out, place: placeOf(ctx) }
  },
})
/** The payees that a payout would be held for, with the reason. */
const faultsOf = (standings: ReadonlyMap<string, BankDetailStanding>): ReadonlyMap<string, string> =>
  new Map([...standings].flatMap(([payeeId, { fault }]) => (fault === undefined ? [] : [[payeeId, fault] as const])))
