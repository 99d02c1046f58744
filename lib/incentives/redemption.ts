import { eq } from 'drizzle-orm'
import { catalogueItems, redemptions } from '../../db/schema/wallet.ts'
import { payees } from '../../db/schema/work.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { decodeId } from '../kernel/id.ts'
import { conflict, notFound, Refusal } from '../kernel/refusal.ts'
import { isOwnPayee } from './own-payees.ts'

export type Redemption = typeof redemptions.$inferSelect & {
  readonly item: string
  readonly stock: number | null
  readonly payee: string
  readonly payeeNumber: string
}

export async function loadRedemption(ctx: ReadCtx, id: string): Promise<Redemption> {
  const [row] = await ctx.tx
    .select({ redemption: redemptions, item: catalogueItems.name, stock: catalogueItems.stock, payee: payees.name, payeeNumber: payees.number })
    .from(redemptions)
    .innerJoin(catalogueItems, eq(catalogueItems.id, redemptions.itemId))
    .innerJoin(payees, eq(payees.id, redemptions.payeeId))
    .where(eq(redemptions.id, decodeId('redemption', id)))
  if (!row) throw notFound('redemption')
  return { ...row.redemption, item: row.item, stock: row.stock, payee: row.payee, payeeNumber: row.payeeNumber }
}
/** Locks a redemption that still waits and is not the actor's own: whoever hands out or gives back money is somebody else. */
export async function lockForDecision(ctx: Ctx, id: string, verb: 'fulfil' | 'cancel'): Promise<Redemption> {
  const [locked] = await ctx.tx
    .select({ id: redemptions.id })
    .from(redemptions)
    .where(eq(redemptions.id, decodeId('redemption', id)))
    .for('update')
  if (!locked) throw notFound('redemption')
  const redemption = await loadRedemption(ctx, id)
  if (redemption.state !== 'requested') throw conflict(`${redemption.number} is ${redemption.state} already. Nothing was changed.`)
  // Otherwise one person could redeem, hand out and keep.
  if (redemption.requestedBy === ctx.actor.memberId || (await isOwnPayee(ctx, redemption.payeeId)))
    throw new Refusal('forbidden', `${redemption.number} is your own. Someone else has to ${verb} it.`)
  return redemption
}
