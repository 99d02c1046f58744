import { eq } from 'drizzle-orm'
import { catalogueItems } from '../../db/schema/wallet.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { decodeId } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'

export type CatalogueItem = typeof catalogueItems.$inferSelect
export type ItemState = 'offered' | 'withdrawn' | 'sold_out'
export const itemState = (item: Pick<CatalogueItem, 'isActive' | 'stock'>): ItemState =>
  !item.isActive ? 'withdrawn' : item.stock === 0 ? 'sold_out' : 'offered'

export async function loadItem(ctx: ReadCtx, id: string): Promise<CatalogueItem> {
  const [item] = await ctx.tx
    .select()
    .from(catalogueItems)
    .where(eq(catalogueItems.id, decodeId('catalogueItem', id)))
  if (!item) throw notFound('catalogue item')
  return item
}
/** The same, locked until the transaction ends: stock is counted by one at a time. */
export async function lockItem(ctx: Ctx, uuid: string): Promise<CatalogueItem> {
  const [item] = await ctx.tx.select().from(catalogueItems).where(eq(catalogueItems.id, uuid)).for('update')
  if (!item) throw notFound('catalogue item')
  return item
}
