// Walking a list by its cursors shows every row once, in both directions, also while rows are added; a bent cursor opens nothing.
import { and } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { catalogueItems } from '../../db/schema/wallet.ts'
import { pageInput, readPage } from '../../lib/access/list-page.ts'
import { query } from '../../lib/access/operation.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'
import { newUuid } from '../../lib/kernel/id.ts'

type Item = typeof catalogueItems.$inferSelect
const list = query({
  name: 'test.list',
  needs: 'catalogue.read',
  input: z.strictObject(pageInput),
  run: async (ctx, input) =>
    readPage(
      {
        id: catalogueItems.id,
        idOf: (row: Item) => row.id,
        sorts: {
          name: { column: catalogueItems.name, of: (row) => row.name },
          price: { column: catalogueItems.priceMinor, of: (row) => row.priceMinor },
          updated: { column: catalogueItems.updatedAt, of: (row) => row.updatedAt },
          made: undefined,
        },
        defaultSort: '-made',
      },
      input,
      ({ where, orderBy, limit }) =>
        ctx.tx
          .select()
          .from(catalogueItems)
          .where(and(where))
          .orderBy(...orderBy)
          .limit(limit),
    ),
})

test('forwards and backwards each row comes once and in the same order, with equal sort keys too', async () => {
  const world = await makeWorld()
  for (let n = 0; n < 23; n++) {
    await admin`insert into catalogue_items (tenant_id, id, number, name, price_minor, currency, updated_at) values (${world.tenant}, ${newUuid(world.clock.now())}, ${`K-${n}`}, ${`item ${n % 4}`}, ${1 + (n % 3)}, 'USD', ${new Date(Date.UTC(2026, 0, 1 + (n % 5)))})`
  }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('name', '-name', 'price', '-price', 'updated', '-updated', 'made', '-made'),
      fc.integer({ min: 1, max: 9 }),
      async (sort, size) => {
        const ask = (cursor: object) => world.as('office').run(list, { sort, size, ...cursor })
        const whole = (await world.as('office').run(list, { sort, size: 100 })).rows.map((row) => row.id)
        expect(new Set(whole).size).toBe(23)
        const seen: string[] = []
        let page = await ask({})
        expect(page.previous).toBeUndefined()
        for (;;) {
          seen.push(...page.rows.map((row) => row.id))
          if (page.next === undefined) break
          page = await ask({ after: page.next })
        }
        expect(seen).toEqual(whole)
        const back: string[] = [...page.rows.map((row) => row.id)]
        while (page.previous !== undefined) {
          page = await ask({ before: page.previous })
          back.unshift(...page.rows.map((row) => row.id))
        }
        expect(back).toEqual(whole)
      },
    ),
    { numRuns: 25 },
  )
})
test('a cursor of another sort, a bent one, and a sort that is not offered are refused in words', async () => {
  const world = await makeWorld()
  for (const name of ['a', 'b', 'c'])
    await admin`insert into catalogue_items (tenant_id, id, number, name, price_minor, currency) values (${world.tenant}, ${newUuid(world.clock.now())}, ${name}, ${name}, 1, 'USD')`
  const { next } = await world.as('office').run(list, { sort: 'name', size: 1 })
  expect(await refusalOf(world.as('office').run(list, { sort: 'price', after: next }))).toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('damaged') as string,
  })
  expect(await refusalOf(world.as('office').run(list, { sort: 'name', after: `x${next}` }))).toMatchObject({ code: 'invalid' })
  expect(await refusalOf(world.as('office').run(list, { sort: 'secret' }))).toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('name, price') as string,
  })
})
