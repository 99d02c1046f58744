import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { originators, type RailName } from '../../db/schema/payouts.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { conflict } from '../kernel/refusal.ts'
import { envelope } from '../platform/keys/keys.ts'
import { maskAccount } from '../platform/rails/iban.ts'
import type { Originator } from '../platform/rails/port.ts'

const text = (max: number) => z.string().max(max)
const cutOff = z.strictObject({ time: text(5), zone: text(60), leadDays: z.int(), horizonDays: z.int() })
const address = z.strictObject({ street: text(70).optional(), building: text(16).optional(), postcode: text(16).optional(), town: text(35), country: text(2) })
const stored = z.discriminatedUnion('rail', [
  z.strictObject({
    rail: z.literal('pain001'),
    name: text(140),
    iban: text(34),
    bic: text(11).optional(),
    address: address.optional(),
    batchBooking: z.boolean(),
    salary: z.boolean(),
    testFile: z.boolean(),
    cutOff,
  }),
  z.strictObject({
    rail: z.literal('nacha'),
    name: text(140),
    companyName: text(140),
    companyId: text(10),
    routing: text(9),
    bankName: text(140),
    accountNumber: text(17).optional(),
    immediateDestination: text(10).optional(),
    immediateOrigin: text(10).optional(),
    businessDescription: text(40),
    addenda: z.boolean(),
    testFile: z.boolean(),
    cutOff,
  }),
  z.strictObject({ rail: z.literal('payroll_csv'), name: text(140), companyCode: text(35).optional(), testFile: z.boolean() }),
]) satisfies z.ZodType<Originator>

export type OriginatorRow = typeof originators.$inferSelect
const cell = (tenant: string, row: string) => ({ tenant, table: 'originators', column: 'body', row })

/** The settings as stored: sealed whole, because they hold the account that everything is paid from. */
export async function sealOriginator(tenant: string, id: string, originator: Originator): Promise<{ sealed: string }> {
  return { sealed: (await envelope().seal(cell(tenant, id), JSON.stringify(originator))).toString('base64') }
}
export async function openOriginator(ctx: ReadCtx, row: Pick<OriginatorRow, 'id' | 'body'>): Promise<Originator> {
  const body = row.body as { sealed: string }
  return stored.parse(JSON.parse((await envelope().open(cell(ctx.tenant, row.id), Buffer.from(body.sealed, 'base64'))).toString('utf8')))
}
/** The number that statements of this account are known by, without what banks write between its signs; none where it was not entered. */
export function ownNumber(originator: Originator): string | undefined {
  if (originator.rail === 'pain001') return originator.iban
  return originator.rail === 'nacha' && originator.accountNumber !== undefined ? plainNumber(originator.accountNumber) : undefined
}
/** Blanks, hyphens and leading zeros are written by one bank and left out by the other. */
export const plainNumber = (number: string): string =>
  number
    .toUpperCase()
    .replaceAll(/[ -]/g, '')
    .replace(/^0+(?=.)/, '')
/** What people recognise the payer by, as the file names it: of ACH the company, even where the account is known. */
export function maskOriginator(originator: Originator): string {
  return originator.rail === 'pain001'
    ? maskAccount(originator.iban)
    : originator.rail === 'nacha'
      ? maskAccount(originator.companyId)
      : (originator.companyCode ?? 'payroll office')
}

/** Who pays on this rail and currency; a refusal that says where to set it when nobody did. */
export async function loadOriginator(ctx: ReadCtx, rail: RailName, currency: string): Promise<{ row: OriginatorRow; originator: Originator }> {
  const [row] = await ctx.tx
    .select()
    .from(originators)
    .where(and(eq(originators.rail, rail), eq(originators.currency, currency)))
  if (!row) throw conflict(`Nobody has entered who pays ${currency} by ${railWords[rail]}. Enter it under Settings, Who pays.`)
  return { row, originator: await openOriginator(ctx, row) }
}
export const railWords: Readonly<Record<RailName, string>> = { pain001: 'bank transfer (pain.001)', nacha: 'ACH (Nacha)', payroll_csv: 'payroll list' }
