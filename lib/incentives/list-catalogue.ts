import { and, desc, eq, gte, ilike, lte, ne, or, sql, type SQL } from 'drizzle-orm'
import { catalogueItems, redemptions } from '../../db/schema/wallet.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { decimalText, money, parseMoney, type Money } from '../kernel/money.ts'
import { itemState, loadItem, type CatalogueItem, type ItemState } from './catalogue-item.ts'
import { ListCatalogue, ShowItem } from './wallet-inputs.ts'
import { placeOf } from './wallet-place.ts'
import { payees } from '../../db/schema/work.ts'
import type { z } from 'zod'

export interface ItemRow {
  readonly id: Id<'catalogueItem'>
  readonly number: string
  readonly name: string
  readonly description: string
  readonly price: Money
  readonly stock: number | null
  readonly limitPerPayee: number | null
  readonly state: ItemState
  readonly updatedAt: Date
}
export const itemRow = (item: CatalogueItem): ItemRow => ({
  id: encodeId('catalogueItem', item.id),
  number: item.number,
  name: item.name,
  description: item.description,
  price: money(item.priceMinor, item.currency),
  stock: item.stock,
  limitPerPayee: item.limitPerPayee,
  state: itemState(item),
  updatedAt: item.updatedAt,
})
const stateIs: Readonly<Record<ItemState, SQL | undefined>> = {
  withdrawn: eq(catalogueItems.isActive, false),
  sold_out: and(eq(catalogueItems.isActive, true), eq(catalogueItems.stock, 0)),
  offered: and(eq(catalogueItems.isActive, true), or(sql`${catalogueItems.stock} is null`, ne(catalogueItems.stock, 0))),
}
async function readCatalogue(ctx: ReadCtx, input: z.infer<typeof ListCatalogue>, request: PageRequest = input) {
  const currency = ctx.settings.currency
  const filters = and(
    input.state && stateIs[input.state],
    input.q ? or(ilike(catalogueItems.name, `%${likeText(input.q)}%`), eq(catalogueItems.number, input.q.toUpperCase())) : undefined,
    input.priceMin ? gte(catalogueItems.priceMinor, parseMoney(input.priceMin, currency).minor) : undefined,
    input.priceMax ? lte(catalogueItems.priceMinor, parseMoney(input.priceMax, currency).minor) : undefined,
  )
  return readPage(
    {
      id: catalogueItems.id,
      idOf: (row: CatalogueItem) => row.id,
      sorts: {
        name: { column: catalogueItems.name, of: (row) => row.name },
        price: { column: catalogueItems.priceMinor, of: (row) => row.priceMinor },
        added: undefined,
      },
      defaultSort: 'name',
    },
    request,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select()
        .from(catalogueItems)
        .where(and(filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
}
/** Text that a person typed, for `like`: its wildcards stand for themselves. */
export const likeText = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)

/** What the company offers for a balance, withdrawn items included. */
export const listCatalogue = query({
  name: 'incentives.listCatalogue',
  needs: 'catalogue.read',
  input: ListCatalogue,
  run: async (ctx, input) => {
    const { rows, next, previous } = await readCatalogue(ctx, input)
    const [counts] = await ctx.tx
      .select({
        offered: sql<string>`count(*) filter (where ${catalogueItems.isActive} and (${catalogueItems.stock} is null or ${catalogueItems.stock} > 0))`,
        soldOut: sql<string>`count(*) filter (where ${catalogueItems.isActive} and ${catalogueItems.stock} = 0)`,
        withdrawn: sql<string>`count(*) filter (where not ${catalogueItems.isActive})`,
      })
      .from(catalogueItems)
    return {
      rows: rows.map(itemRow),
      next,
      previous,
      place: placeOf(ctx),
      counts: { offered: Number(counts?.offered ?? 0), soldOut: Number(counts?.soldOut ?? 0), withdrawn: Number(counts?.withdrawn ?? 0) },
      mayChange: ctx.reach('catalogue.change') !== undefined,
    }
  },
})
export const exportCatalogue = listExport({
  name: 'incentives.exportCatalogue',
  needs: 'catalogue.read',
  input: ListCatalogue,
  of: (ctx, input) =>
    listOf(
      'catalogue',
      input,
      [
        { header: 'Number', cell: (row: CatalogueItem) => row.number },
        { header: 'Name', cell: (row) => row.name },
        { header: 'Description', cell: (row) => row.description },
        { header: 'Price', cell: (row) => decimalText(money(row.priceMinor, row.currency)) },
        { header: 'Currency', cell: (row) => row.currency },
        { header: 'Stock', cell: (row) => row.stock },
        { header: 'Limit for each payee', cell: (row) => row.limitPerPayee },
        { header: 'State', cell: (row) => itemState(row).replace('_', ' ') },
      ],
      (request) => readCatalogue(ctx, input, request),
    ),
})
/** One item with the newest redemptions of it, for those who may see redemptions. */
export const showItem = query({
  name: 'incentives.showItem',
  needs: 'catalogue.read',
  input: ShowItem,
  run: async (ctx, { id }) => {
    const item = await loadItem(ctx, id)
    const maySee = ctx.reach('redemption.read') === 'all'
    const taken = maySee
      ? await ctx.tx
          .select({
            id: redemptions.id,
            number: redemptions.number,
            quantity: redemptions.quantity,
            amountMinor: redemptions.amountMinor,
            currency: redemptions.currency,
            state: redemptions.state,
            at: redemptions.createdAt,
            payee: payees.name,
          })
          .from(redemptions)
          .innerJoin(payees, eq(payees.id, redemptions.payeeId))
          .where(eq(redemptions.itemId, item.id))
          .orderBy(desc(redemptions.id))
          .limit(10)
      : []
    return {
      item: itemRow(item),
      place: placeOf(ctx),
      mayChange: ctx.reach('catalogue.change') !== undefined,
      redemptions: taken.map((row) => ({
        id: encodeId('redemption', row.id),
        number: row.number,
        quantity: row.quantity,
        amount: money(row.amountMinor, row.currency),
        state: row.state,
        at: row.at,
        payee: row.payee,
      })),
      maySeeRedemptions: maySee,
    }
  },
})
