import { asc } from 'drizzle-orm'
import { z } from 'zod'
import { originators, type RailName } from '../../db/schema/payouts.ts'
import { query } from '../access/operation.ts'
import { encodeId } from '../kernel/id.ts'
import type { Originator } from '../platform/rails/port.ts'
import { maskAccount } from '../platform/rails/iban.ts'
import { openOriginator } from './originator.ts'

/** Settings as the form shows them: the account masked, so that it is typed anew when it changes. */
export interface OriginatorView {
  readonly id: string
  readonly rail: RailName
  readonly currency: string
  readonly name: string
  readonly masked: string
  readonly isTest: boolean
  readonly updatedAt: Date
  readonly body: Originator
}

function withoutAccount(body: Originator): Originator {
  if (body.rail === 'pain001') return { ...body, iban: maskAccount(body.iban) }
  return body.rail === 'nacha' && body.accountNumber !== undefined ? { ...body, accountNumber: maskAccount(body.accountNumber) } : body
}

/** Who pays, for every rail and currency that was settled. Account numbers are masked in `body` too. */
export const listOriginators = query({
  name: 'incentives.listOriginators',
  needs: 'batch.read',
  input: z.strictObject({}),
  run: async (ctx) => {
    const rows = await ctx.tx.select().from(originators).orderBy(asc(originators.rail), asc(originators.currency))
    const views = await Promise.all(
      rows.map(async (row): Promise<OriginatorView> => {
        const body = await openOriginator(ctx, row)
        return {
          id: encodeId('originator', row.id),
          rail: row.rail,
          currency: row.currency,
          name: row.name,
          masked: row.masked,
          isTest: row.isTest,
          updatedAt: row.updatedAt,
          body: withoutAccount(body),
        }
      }),
    )
    return {
      originators: views,
      mayChange: ctx.reach('originator.change') !== undefined,
      /** The company's own. */
      currency: ctx.settings.currency,
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
