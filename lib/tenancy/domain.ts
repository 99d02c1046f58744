import { domainToASCII } from 'node:url'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { domains, type DomainAnswer, type DomainState } from '../../db/schema/sign-in.ts'
import type { Ctx } from '../access/ctx.ts'
import { one } from '../kernel/assert.ts'
import { names } from '../platform/dns/names.ts'
import { claimDomain, releaseDomain } from './platform.sql.ts'

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** The one spelling of a domain (lower case, international labels in their ASCII form), or undefined for what is none. */
export function readDomain(typed: string): string | undefined {
  const bare = typed.normalize('NFKC').trim().toLowerCase().replace(/^@/, '').replace(/\.$/, '')
  // The reader of host names stops at a slash or a colon and would take what stands before it.
  if (/[^\p{L}\p{M}\p{N}.-]/u.test(bare)) return undefined
  const text = domainToASCII(bare),
    labels = text.split('.')
  return text.length <= 253 && labels.length >= 2 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '') ? text : undefined
}
export const domainInput = z
  .string('Type the domain.')
  .max(253, 'A domain has at most 253 characters.')
  .transform((typed, context) => {
    const name = readDomain(typed)
    if (name !== undefined) return name
    context.addIssue({ code: 'custom', message: 'This is not a domain. Write what stands behind the @ of your addresses, such as example.com.' })
    return z.NEVER
  })

/** Where the record stands: a name of its own, so that it disturbs no other record. */
export const recordName = (domain: string): string => `_plumbline.${domain}`
export const recordValue = (token: string): string => `plumbline-domain=${token}`
/** A record may be missing for this long before nothing is linked by the domain any more: name servers are moved and mended. */
export const missingDaysMax = 3

export interface DomainRow {
  readonly id: string
  readonly name: string
  readonly token: string
  readonly state: DomainState
  readonly missingSince: Date | null
}
export interface Looked {
  readonly state: DomainState
  readonly answer: DomainAnswer
}
/** Asks the domain name system. Nobody answering says nothing about the record. */
export async function askFor({ name, token }: Pick<DomainRow, 'name' | 'token'>): Promise<Exclude<DomainAnswer, 'taken'>> {
  let values: readonly string[]
  try {
    values = await names.answers.txt(recordName(name))
  } catch {
    return 'unanswered'
  }
  return values.some((value) => value.trim() === recordValue(token)) ? 'found' : values.length > 0 ? 'other' : 'none'
}
/**
 * Carries out what the answer means. A domain is proven for one company of the installation only, whoever proved it first: the second sees
 * `taken`, and no account of the first is touched.
 */
export async function settle(ctx: Ctx, row: DomainRow, asked: Exclude<DomainAnswer, 'taken'>): Promise<Looked> {
  const looked = await judge(ctx, row, asked)
  const missing = looked.state === 'failing' || looked.state === 'lost'
  one(
    await ctx.tx
      .update(domains)
      .set({
        state: looked.state,
        answer: looked.answer,
        checkedAt: ctx.now,
        missingSince: missing ? (row.missingSince ?? ctx.now) : null,
        updatedAt: ctx.now,
        ...(looked.state === 'proven' && row.state !== 'proven' ? { provenAt: ctx.now } : {}),
      })
      .where(eq(domains.id, row.id))
      .returning({ id: domains.id }),
    'domain',
  )
  return looked
}
async function judge(ctx: Ctx, row: DomainRow, asked: Exclude<DomainAnswer, 'taken'>): Promise<Looked> {
  if (asked === 'unanswered') return { state: row.state, answer: asked }
  if (asked === 'found') return (await claimDomain(ctx, row.name, row.id)) ? { state: 'proven', answer: asked } : { state: row.state, answer: 'taken' }
  if (row.state === 'proven') return { state: 'failing', answer: asked }
  if (row.state !== 'failing' || ctx.now.getTime() - (row.missingSince ?? ctx.now).getTime() < missingDaysMax * 86_400_000)
    return { state: row.state, answer: asked }
  await releaseDomain(ctx, row.name)
  return { state: 'lost', answer: asked }
}
