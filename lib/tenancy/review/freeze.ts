// What opening a review does, whether a person opens it or the one before it is due again: who decides, what is looked over, and the freezing.
import { eq } from 'drizzle-orm'
import { reviewers, reviewLines, reviews } from '../../../db/schema/access.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../../access/ctx.ts'
import { roleOf } from '../../access/roles.ts'
import { assert, one } from '../../kernel/assert.ts'
import type { Day } from '../../kernel/day.ts'
import { sha256Hex } from '../../kernel/digest.ts'
import { encodeId, newUuid, type Id } from '../../kernel/id.ts'
import type { KnownRole } from '../role.ts'
import { digestOfLines, frozenText, type Draft } from './facts.ts'
import { kinds } from './line-kinds.ts'
import type { ReviewRow } from './review.ts'
import { reviewOpened } from './review-events.ts'

export const openMax = 10
/** Rows in one statement. */
const sliceSize = 500

/** Those who can decide: they look after members and see roles, by their own role and for good. */
export async function candidates(ctx: ReadCtx) {
  const rows = await ctx.tx
    .select({ id: members.id, number: members.number, name: members.name, role: members.role, preset: customRoles.preset, grants: customRoles.grants })
    .from(members)
    .leftJoin(customRoles, eq(customRoles.id, members.roleId))
    .where(eq(members.state, 'active'))
    .orderBy(members.name, members.id)
  return rows.filter((row) => {
    const { grants } = roleOf(row.role, row)
    return grants['member.change'] === 'all' && grants['role.read'] === 'all'
  })
}
/** What is reviewed, in its order: members by number, roles and tokens by name, what was given for a time by its number. */
export async function population(ctx: ReadCtx, scope: ReviewRow['scope'], role: KnownRole | undefined): Promise<Draft[]> {
  const drafts: Draft[] = []
  for (const kind of kinds) drafts.push(...(await kind.drafts(ctx)))
  if (scope === 'all') return drafts
  if (scope === 'money') return drafts.filter((draft) => draft.holdsMoney)
  const holders = new Set(drafts.filter((draft) => draft.facts.kind === 'member' && draft.facts.facts['role'] === role?.name).map((draft) => draft.subjectId))
  return drafts.filter((draft) =>
    draft.facts.kind === 'member'
      ? holders.has(draft.subjectId)
      : draft.facts.kind === 'role'
        ? draft.subjectId === role?.id
        : draft.facts.kind === 'grant' &&
          (holders.has(draft.memberId ?? '') || draft.facts.facts['what'] === `the role ${(role?.name ?? '').replace('_', ' ')}`),
  )
}
/** Whether another may be open. */
export async function hasRoom(ctx: ReadCtx): Promise<boolean> {
  return (await ctx.tx.select({ id: reviews.id }).from(reviews).where(eq(reviews.state, 'open')).limit(openMax)).length < openMax
}
export interface Opening {
  readonly name: string
  readonly scope: ReviewRow['scope']
  readonly role: KnownRole | undefined
  readonly dueOn: Day
  readonly openedBy: string
  readonly repeats: ReviewRow['repeats']
  readonly nextOn: Day | null
  /** The one that this repeats. */
  readonly follows: Pick<ReviewRow, 'id' | 'number'> | undefined
  readonly reviewers: readonly { readonly id: string; readonly number: string }[]
}
export interface Opened {
  readonly id: Id<'review'>
  readonly number: string
  readonly lines: number
}
/** Writes the review with its reviewers and frozen lines, and says so in the log. */
export async function writeReview(ctx: Ctx, opening: Opening, drafts: readonly Draft[]): Promise<Opened> {
  const { role, reviewers: people, follows, ...plain } = opening,
    frozen = drafts.map((draft) => frozenText(draft.facts)),
    digest = digestOfLines(frozen),
    id = newUuid(ctx.now),
    number = await ctx.number('review')
  one(
    await ctx.tx
      .insert(reviews)
      .values({
        ...plain,
        id,
        number,
        preset: role && role.id === null ? role.preset : null,
        roleId: role?.id ?? null,
        followsId: follows?.id ?? null,
        state: 'open',
        lines: drafts.length,
        undecided: drafts.length,
        digest,
        createdAt: ctx.now,
      })
      .returning({ id: reviews.id }),
    'review',
  )
  assert(
    (
      await ctx.tx
        .insert(reviewers)
        .values(people.map((person) => ({ reviewId: id, memberId: person.id, createdAt: ctx.now })))
        .returning({ id: reviewers.id })
    ).length === people.length,
    'a row for each reviewer',
  )
  await freeze(ctx, id, drafts, frozen)
  ctx.record(reviewOpened, id, {
    number,
    name: opening.name,
    scope: role ? `role ${role.name}` : opening.scope === 'money' ? 'who holds money' : 'everybody',
    lines: drafts.length,
    digest,
    due: opening.dueOn,
    reviewers: people.map((person) => person.number),
    ...(follows ? { follows: follows.number } : {}),
    ...(opening.nextOn === null ? {} : { repeats: opening.repeats.replace('_', '-'), next: opening.nextOn }),
  })
  return { id: encodeId('review', id), number, lines: drafts.length }
}
async function freeze(ctx: Ctx, reviewId: string, drafts: readonly Draft[], frozen: readonly string[]): Promise<void> {
  const rows = drafts.map((draft, i) => ({
    id: newUuid(ctx.now),
    reviewId,
    position: i + 1,
    kind: draft.facts.kind,
    subjectId: draft.subjectId,
    memberId: draft.memberId,
    frozen: frozen[i] as string,
    digest: sha256Hex(frozen[i] as string),
    holdsMoney: draft.holdsMoney,
    createdAt: ctx.now,
  }))
  for (let at = 0; at < rows.length; at += sliceSize)
    assert(
      (
        await ctx.tx
          .insert(reviewLines)
          .values(rows.slice(at, at + sliceSize))
          .returning({ id: reviewLines.id })
      ).length === Math.min(sliceSize, rows.length - at),
      'a row for each line',
    )
}
