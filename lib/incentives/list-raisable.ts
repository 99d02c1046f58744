import { and, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { awards, originators } from '../../db/schema/incentives.ts'
import { payees } from '../../db/schema/work.ts'
import { query } from '../access/operation.ts'
import { encodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { collectLines } from './collect-lines.ts'
import { placeOf } from './wallet-place.ts'

/** Who would be paid how much if payouts were raised now, per currency, largest first; payees with nothing to pay say why. */
export const listRaisable = query({
  name: 'incentives.listRaisable', needs: 'payout.raise', input: z.strictObject({}),
  run: async (ctx) => {
    const currencies = (await ctx.tx.selectDistinct({ currency: awards.currency }).from(awards).where(eq(awards.state, 'confirmed'))).map((row) => row.currency).sort()
    const rails = await ctx.tx.select({ rail: originators.rail, currency: originators.currency, isTest: originators.isTest }).from(originators)
    const out = []
    for (const currency of currencies) {
      const lines = await collectLines(ctx, currency, undefined)
      const ids = [...lines.keys()]
      const names = ids.length === 0 ? [] : await ctx.tx.select({ id: payees.id, name: payees.name, isActive: payees.isActive }).from(payees).where(and(inArray(payees.id, ids), sql`true`))
      const rows = names.map((payee) => {
        const own = lines.get(payee.id) ?? [], minor = own.reduce((all, line) => all + line.minor, 0n)
        return { id: encodeId('payee', payee.id), name: payee.name, awards: own.length, amount: money(minor, currency), isPayable: minor > 0n }
      }).sort((a, b) => (a.amount.minor < b.amount.minor ? 1 : -1))
      out.push({ currency, rows, total: money(rows.filter((row) => row.isPayable).reduce((all, row) => all + row.amount.minor, 0n), currency), payable: rows.filter((row) => row.isPayable).length, rails: rails.filter((r) => r.currency === currency).map((r) => r.rail) })
    }
    return { currencies: out, place: placeOf(ctx) }
  },
})
