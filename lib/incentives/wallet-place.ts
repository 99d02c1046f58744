import type { ReadCtx } from '../access/ctx.ts'

/** What a page needs to write amounts, days and moments as this company does. */
export const placeOf = (ctx: ReadCtx): { locale: string; zone: string; now: Date } => ({ locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now })
