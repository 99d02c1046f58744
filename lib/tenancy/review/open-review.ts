import { eq } from 'drizzle-orm'
import { reviewers, reviewLines, reviews } from '../../../db/schema/access.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../../access/ctx.ts'
import { command, query } from '../../access/operation.ts'
import { roleOf } from '../../access/roles.ts'
import { assert, one } from '../../kernel/assert.ts'
import { addDays, day, daysBetween } from '../../kernel/day.ts'
import { sha256Hex } from '../../kernel/digest.ts'
import { encodeId, newUuid, tryDecodeId, type Id } from '../../kernel/id.ts'
import { conflict, invalid } from '../../kernel/refusal.ts'
import { Nothing } from '../member-inputs.ts'
import { findRole, rolesOf, type KnownRole } from '../role.ts'
import { digestOfLines, frozenText, type Draft } from './facts.ts'
import { kinds } from './line-kinds.ts'
import { reviewOpened } from './review-events.ts'
import { OpenReview } from './review-inputs.ts'

/** A review that is open longer proves little. */
const daysMax = 180
const openMax = 10
/** Rows in one statement. */
const sliceSize = 500

/** Those who can decide: they look after members and see roles, by their own role and for good. */
async function candidates(ctx: ReadCtx) {
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
async function population(ctx: ReadCtx, scope: 'all' | 'role' | 'money', role: KnownRole | undefined): Promise<Draft[]> {
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
/** Freezes who may do what into lines with a digest, which the log keeps: what is decided later is decided about exactly this. */
export const openReview = command({
  name: 'tenancy.openReview',
  needs: 'member.change',
  stepUp: 'anew',
  feature: 'access_reviews',
  input: OpenReview,
  run: async (ctx, input): Promise<{ readonly id: Id<'review'>; readonly number: string; readonly lines: number }> => {
    const dueOn = day(input.dueOn)
    if (dueOn < ctx.today) throw invalid('dueOn', `Choose a day from today on. Today is ${ctx.today}.`)
    if (daysBetween(ctx.today, dueOn) > daysMax)
      throw invalid('dueOn', `A review lasts ${daysMax} days at most. Choose a day before ${addDays(ctx.today, daysMax + 1)}.`)
    const key = input.role === undefined || input.role === '' ? undefined : input.role
    if (input.scope === 'role' && key === undefined) throw invalid('role', 'Choose the role whose members are reviewed.')
    const role = input.scope !== 'role' || key === undefined ? undefined : await findRole(ctx, key, 'share')
    if (input.scope === 'role' && !role) throw invalid('role', 'This role is not of this company. Choose one from the list.')
    const able = await candidates(ctx),
      chosen = [...new Set(input.reviewers)].map((text) => able.find((person) => person.id === tryDecodeId('member', text)))
    if (chosen.some((person) => person === undefined))
      throw invalid('reviewers', 'A reviewer is an active member whose role includes changing members and seeing roles.')
    const running = await ctx.tx.select({ id: reviews.id }).from(reviews).where(eq(reviews.state, 'open')).limit(openMax)
    if (running.length >= openMax) throw conflict(`${openMax} reviews are open. Close one first.`)
    const drafts = await population(ctx, input.scope, role)
    if (drafts.length === 0) throw invalid('scope', 'Nobody and nothing is in this scope: there is nothing to review.')
    const frozen = drafts.map((draft) => frozenText(draft.facts)),
      digest = digestOfLines(frozen),
      id = newUuid(ctx.now),
      me = ctx.actor.memberId
    assert(me, 'a member who opens')
    const number = await ctx.number('review')
    one(
      await ctx.tx
        .insert(reviews)
        .values({
          id,
          number,
          name: input.name,
          scope: input.scope,
          preset: role && role.id === null ? role.preset : null,
          roleId: role?.id ?? null,
          dueOn,
          state: 'open',
          lines: drafts.length,
          undecided: drafts.length,
          digest,
          openedBy: me,
          createdAt: ctx.now,
        })
        .returning({ id: reviews.id }),
      'review',
    )
    const people = chosen.flatMap((person) => person ?? [])
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
      name: input.name,
      scope: role ? `role ${role.name}` : input.scope === 'money' ? 'who holds money' : 'everybody',
      lines: drafts.length,
      digest,
      due: dueOn,
      reviewers: people.map((person) => person.number),
    })
    return { id: encodeId('review', id), number, lines: drafts.length }
  },
})
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
/** What the form of a new review offers: scopes with their sizes, roles, and who can decide. */
export const showOpening = query({
  name: 'tenancy.showOpening',
  needs: 'member.change',
  input: Nothing,
  run: async (ctx) => {
    const drafts = await population(ctx, 'all', undefined),
      able = await candidates(ctx),
      owners = able.filter((person) => person.role === 'owner').length
    return {
      sizes: { all: drafts.length, money: drafts.filter((draft) => draft.holdsMoney).length },
      roles: (await rolesOf(ctx)).map((role) => ({ key: role.key, name: role.name })),
      candidates: able.map((person) => ({ id: encodeId('member', person.id), name: person.name, role: person.role, isYou: person.id === ctx.actor.memberId })),
      owners,
      today: ctx.today,
      latest: addDays(ctx.today, daysMax),
      usual: addDays(ctx.today, 14),
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
