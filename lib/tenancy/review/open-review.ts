import { command, query } from '../../access/operation.ts'
import { assert } from '../../kernel/assert.ts'
import { addDays, day, daysBetween } from '../../kernel/day.ts'
import { encodeId, tryDecodeId, type Id } from '../../kernel/id.ts'
import { conflict, invalid } from '../../kernel/refusal.ts'
import { Nothing } from '../member-inputs.ts'
import { findRole, rolesOf } from '../role.ts'
import { candidates, hasRoom, openMax, population, writeReview } from './freeze.ts'
import { nextAfter } from './review.ts'
import { OpenReview } from './review-inputs.ts'

/** A review that is open longer proves little. */
const daysMax = 180
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
    if (!(await hasRoom(ctx))) throw conflict(`${openMax} reviews are open. Close one first.`)
    const me = ctx.actor.memberId
    assert(me, 'a member who opens')
    const drafts = await population(ctx, input.scope, role)
    if (drafts.length === 0) throw invalid('scope', 'Nobody and nothing is in this scope: there is nothing to review.')
    return writeReview(
      ctx,
      {
        name: input.name,
        scope: input.scope,
        role,
        dueOn,
        openedBy: me,
        repeats: input.repeats,
        nextOn: nextAfter(ctx.today, input.repeats, ctx.today),
        follows: undefined,
        reviewers: chosen.flatMap((person) => person ?? []),
      },
      drafts,
    )
  },
})
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
