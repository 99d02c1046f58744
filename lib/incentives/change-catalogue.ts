import { eq } from 'drizzle-orm'
import { catalogueItems } from '../../db/schema/wallet.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { decodeId, encodeId, newUuid } from '../kernel/id.ts'
import { moneyText, parseMoney, type Money } from '../kernel/money.ts'
import { invalid, Refusal } from '../kernel/refusal.ts'
import { lockItem, type CatalogueItem } from './catalogue-item.ts'
import { itemAdded, itemChanged } from './wallet-events.ts'
import { ChangeItem, ItemBody } from './wallet-inputs.ts'
import type { z } from 'zod'

/** Adds what a balance can be redeemed for. Prices are amounts in the item's currency, the company's own unless given. */
export const addItem = command({
  name: 'incentives.addItem',
  needs: 'catalogue.change',
  input: ItemBody,
  run: async (ctx, input) => {
    const price = priceOf(ctx, input),
      id = newUuid(ctx.now),
      number = await ctx.number('catalogueItem')
    const rows = await ctx.tx
      .insert(catalogueItems)
      .values({
        id,
        number,
        name: input.name,
        description: input.description,
        priceMinor: price.minor,
        currency: price.currency,
        stock: input.stock ?? null,
        limitPerPayee: input.limitPerPayee ?? null,
        isActive: input.isActive,
        updatedAt: ctx.now,
      })
      .returning({ id: catalogueItems.id })
    assert(rows.length === 1, 'the item that was just added')
    ctx.record(itemAdded, id, { number, name: input.name, price: moneyText(price) })
    return { id: encodeId('catalogueItem', id), number }
  },
})
/** Changes an item for redemptions to come; those that exist keep their price. */
export const changeItem = command({
  name: 'incentives.changeItem',
  needs: 'catalogue.change',
  input: ChangeItem,
  run: async (ctx, input) => {
    const item = await lockItem(ctx, decodeId('catalogueItem', input.id)),
      price = priceOf(ctx, input, item.currency)
    const shown = input.stockBefore
    if (shown !== undefined && shown !== stockText(item.stock)) {
      throw new Refusal(
        'conflict',
        `The stock changed from ${shown || 'unlimited'} to ${stockText(item.stock) || 'unlimited'} while you were editing. Look again, then save.`,
        { stock: `It is ${stockText(item.stock) || 'unlimited'} now.` },
      )
    }
    const next = {
      name: input.name,
      description: input.description,
      priceMinor: price.minor,
      currency: price.currency,
      stock: input.stock ?? null,
      limitPerPayee: input.limitPerPayee ?? null,
      isActive: input.isActive,
    }
    const changes = differences(item, next)
    const answer = { id: input.id, number: item.number }
    if (changes.length === 0) {
      ctx.unchanged('the item is as it was')
      return answer
    }
    const rows = await ctx.tx
      .update(catalogueItems)
      .set({ ...next, updatedAt: ctx.now })
      .where(eq(catalogueItems.id, item.id))
      .returning({ id: catalogueItems.id })
    assert(rows.length === 1, 'the item that was just locked')
    ctx.record(itemChanged, item.id, { number: item.number, name: next.name, changes })
    return answer
  },
})

export const stockText = (stock: number | null): string => (stock === null ? '' : String(stock))
function priceOf(ctx: Ctx, input: z.infer<typeof ItemBody>, fallback = ctx.settings.currency): Money {
  try {
    const price = parseMoney(input.price, input.currency ?? fallback)
    if (price.minor <= 0n) throw new Refusal('invalid', 'The price must be more than zero.')
    return price
  } catch (error) {
    if (error instanceof Refusal) throw invalid('price', error.message)
    throw error
  }
}
type Fields = Pick<CatalogueItem, 'name' | 'description' | 'priceMinor' | 'currency' | 'stock' | 'limitPerPayee' | 'isActive'>
function differences(before: Fields, after: Fields): { field: string; before: string; after: string }[] {
  const texts = (item: Fields): Record<string, string> => ({
    name: item.name,
    description: item.description,
    price: moneyText({ minor: item.priceMinor, currency: item.currency }),
    stock: stockText(item.stock) || 'unlimited',
    'limit for each payee': stockText(item.limitPerPayee) || 'none',
    offered: item.isActive ? 'yes' : 'no',
  })
  const [old, now] = [texts(before), texts(after)]
  return Object.keys(old)
    .filter((field) => old[field] !== now[field])
    .map((field) => ({ field, before: old[field] as string, after: now[field] as string }))
}
