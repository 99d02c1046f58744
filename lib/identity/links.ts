import { and, eq, gt, isNull, lte, or } from 'drizzle-orm'
import { z } from 'zod'
import { links } from '../../db/schema/identity.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { newUuid } from '../kernel/id.ts'
import { Refusal } from '../kernel/refusal.ts'
import { hashLinkToken, isLinkToken, linkHours, newLinkToken, type LinkPurpose } from './link-token.ts'

const linkData = z.object({
  via: z.enum(['mail', 'shown']).optional(),
  kind: z.enum(['first', 'company']).optional(),
  company: z.string().optional(),
  invitation: z.string().optional(),
  recovery: z.string().optional(),
  alsoPassword: z.boolean().optional(),
  request: z.string().optional(),
  newEmail: z.string().optional(),
})
export type LinkData = z.infer<typeof linkData>
export interface FoundLink {
  readonly id: string
  readonly purpose: LinkPurpose
  readonly accountId: string | null
  readonly tenantId: string | null
  readonly memberId: string | null
  readonly email: string | null
  readonly data: LinkData
  readonly expiresAt: Date
}

export const linkGone = (): Refusal =>
  new Refusal('not_found', 'This link does not work: it was used, has run out, was replaced by a newer one, or is not complete. Ask for a new one.')

/** The link that a token opens, if it may be used now. Looking uses nothing up: programs that read mail open every link in it. */
export async function findLink(ctx: IdentityCtx, purpose: LinkPurpose, token: string): Promise<FoundLink | undefined> {
  if (!isLinkToken(token)) return undefined
  const [row] = await ctx.db
    .select()
    .from(links)
    .where(
      and(
        eq(links.tokenHash, hashLinkToken(purpose, token)),
        eq(links.purpose, purpose),
        isNull(links.usedAt),
        gt(links.expiresAt, ctx.now),
        or(isNull(links.notBefore), lte(links.notBefore, ctx.now)),
      ),
    )
  return (
    row && {
      id: row.id,
      purpose,
      accountId: row.accountId,
      tenantId: row.tenantId,
      memberId: row.memberId,
      email: row.email,
      data: linkData.parse(row.data),
      expiresAt: row.expiresAt,
    }
  )
}
/** Uses the link up, in the transaction of what it is for: of any number at once, one gets through. @throws Refusal for all others */
export async function useLink(ctx: IdentityCtx, id: string | undefined): Promise<void> {
  const rows =
    id === undefined
      ? []
      : await ctx.db
          .update(links)
          .set({ usedAt: ctx.now })
          .where(and(eq(links.id, id), isNull(links.usedAt), gt(links.expiresAt, ctx.now)))
          .returning({ id: links.id })
  if (rows.length !== 1) throw linkGone()
}
interface NewLink {
  readonly purpose: LinkPurpose
  readonly accountId?: string
  readonly tenantId?: string
  readonly memberId?: string
  readonly email?: string
  readonly data?: LinkData
  readonly notBefore?: Date
}
/** @returns the token, which exists nowhere else */
export async function makeLink(ctx: IdentityCtx, link: NewLink): Promise<string> {
  const token = newLinkToken(),
    from = link.notBefore ?? ctx.now
  await ctx.db
    .insert(links)
    .values({
      id: newUuid(ctx.now),
      purpose: link.purpose,
      tokenHash: hashLinkToken(link.purpose, token),
      accountId: link.accountId ?? null,
      tenantId: link.tenantId ?? null,
      memberId: link.memberId ?? null,
      email: link.email ?? null,
      data: link.data ?? {},
      notBefore: link.notBefore ?? null,
      expiresAt: new Date(from.getTime() + linkHours[link.purpose] * 3_600_000),
      createdAt: ctx.now,
    })
  return token
}
/** Links of a purpose for an account stop working: a newer one takes their place, or what they were for is done. */
export async function voidLinks(ctx: IdentityCtx, purpose: LinkPurpose, accountId: string): Promise<void> {
  await ctx.db
    .update(links)
    .set({ usedAt: ctx.now })
    .where(and(eq(links.purpose, purpose), eq(links.accountId, accountId), isNull(links.usedAt)))
}
