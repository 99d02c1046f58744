import { and, eq, inArray, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { networkRules, settings } from '../../db/schema/tenancy.ts'
import type { Ctx } from '../access/ctx.ts'
import { event } from '../access/event.ts'
import { networkScopes } from '../access/network.ts'
import { command, query } from '../access/operation.ts'
import { assert, one } from '../kernel/assert.ts'
import { encodeId, newUuid, tryDecodeId } from '../kernel/id.ts'
import { invalid, Refusal } from '../kernel/refusal.ts'
import { Nothing } from './member-inputs.ts'
import { belongsTo, locksOutAuthor, namesOfLists, outsidersOf, ownersOf, readLines, rulesOf, typedLines, whoseOf, withList } from './network-rules.ts'
import { storedPolicy } from './policy.ts'

const text = z.string().max(300)
const changes = z.array(z.strictObject({ field: text, before: text, after: text }))
export const networksChanged = event(
  'network.changed',
  'tenant',
  z.strictObject({ whose: text, scope: z.enum(networkScopes), ranges: z.int(), changes }),
  (d) => (d.ranges === 0 ? `let ${d.whose} in from everywhere` : `allowed ${d.whose} ${d.ranges} ${d.ranges === 1 ? 'network' : 'networks'}`),
)
export const breakGlassChosen = event('network.break_glass_chosen', 'tenant', z.strictObject({ owners: z.string().max(300), changes }), (d) =>
  d.owners === '' ? 'left no owner with break-glass' : `gave break-glass to ${d.owners}`,
)

const key = z.string('Choose whose networks.').max(40)
// The draft stands in the address of its preview, which holds 8,192 signs.
const ranges = z.string().max(5_000, 'A list of networks has at most 5,000 characters, labels included. Shorten the labels.')
export const WhoseNetworks = z.strictObject({ whose: key })
export const DraftNetworks = z.strictObject({ whose: key, ranges })
export const ChooseBreakGlass = z.strictObject({ owners: z.array(z.string().max(40)).max(5, 'Choose five owners at most.').default([]) })

/** Every list there is, from where the reader comes, and who keeps a way in past them. */
export const showNetworks = query({
  name: 'tenancy.showNetworks',
  needs: 'company.read',
  input: Nothing,
  run: async (ctx) => {
    const rules = await rulesOf(ctx),
      [named, owners] = await Promise.all([namesOfLists(ctx, rules), ownersOf(ctx)]),
      chosen = storedPolicy.parse(ctx.settings.policy ?? {}).breakGlass ?? []
    const lists = new Map<string, { scope: (typeof rules)[number]['scope']; key: string; words: string; lines: { range: string; label: string }[] }>()
    for (const row of rules) {
      const own = named.get(row.memberId ?? row.roleId ?? ''),
        whose = own ?? (row.preset !== null ? { key: row.preset, words: row.preset.replace('_', ' ') } : { key: 'company', words: ctx.settings.company })
      const list = lists.get(whose.key) ?? { scope: row.scope, ...whose, lines: [] }
      list.lines.push({ range: row.range, label: row.label })
      lists.set(whose.key, list)
    }
    return {
      lists: [...lists.values()].sort((a, b) => networkScopes.indexOf(b.scope) - networkScopes.indexOf(a.scope) || a.words.localeCompare(b.words)),
      address: ctx.place.ip,
      outsiders: await outsidersOf(ctx, rules),
      owners: owners.map((owner) => ({ id: encodeId('member', owner.id), name: owner.name, isChosen: chosen.includes(owner.id) })),
      mayChange: ctx.reach('network.change') === 'all',
      isOwner: ctx.actor.role === 'owner',
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
/** One list, to be changed. */
export const showNetworkList = query({
  name: 'tenancy.showNetworkList',
  needs: 'network.change',
  input: WhoseNetworks,
  run: async (ctx, input) => {
    const whose = await whoseOf(ctx, input.whose),
      lines = (await rulesOf(ctx)).filter(belongsTo(whose))
    return { whose: { key: whose.key, scope: whose.scope, words: whose.words }, typed: typedLines(lines), address: ctx.place.ip }
  },
})
/** A list before it is saved: as it was understood, who comes from outside it now, and whether that is oneself. Nothing is written. */
export const previewNetworks = query({
  name: 'tenancy.previewNetworks',
  needs: 'network.change',
  input: DraftNetworks,
  run: async (ctx, input) => {
    const whose = await whoseOf(ctx, input.whose),
      lines = readLines(input.ranges),
      rules = withList(await rulesOf(ctx), whose, lines)
    return {
      whose: { key: whose.key, scope: whose.scope, words: whose.words },
      lines,
      outsiders: await outsidersOf(ctx, rules),
      locksOutAuthor: await locksOutAuthor(ctx, rules),
      address: ctx.place.ip,
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
/** Counts from the next request on, for everyone it is for, wherever they are signed in. */
export const changeNetworks = command({
  name: 'tenancy.changeNetworks',
  needs: 'network.change',
  stepUp: 'anew',
  input: DraftNetworks,
  run: async (ctx, input): Promise<{ ranges: number }> => {
    const whose = await whoseOf(ctx, input.whose),
      lines = readLines(input.ranges)
    await holdSettings(ctx) // two authors at once cannot lock each other out between judging and writing
    const rules = await rulesOf(ctx),
      before = rules.filter(belongsTo(whose))
    if (await locksOutAuthor(ctx, withList(rules, whose, lines)))
      throw invalid(
        'ranges',
        `This would lock you out: your own address, ${ctx.place.ip}, is in none of these ranges. Add it, or ask an owner who has break-glass.`,
      )
    const gone = before.filter((row) => !lines.some((line) => line.range === row.range)),
      fresh = lines.filter((line) => !before.some((row) => row.range === line.range)),
      renamed = before.flatMap((row) =>
        lines.filter((line) => line.range === row.range && line.label !== row.label).map((line) => ({ ...row, after: line.label })),
      )
    if (gone.length + fresh.length + renamed.length === 0) {
      ctx.unchanged('nothing differs')
      return { ranges: lines.length }
    }
    if (gone.length > 0)
      assert(
        (
          await ctx.tx
            .update(networkRules)
            .set({ endedAt: ctx.now })
            .where(
              and(
                inArray(
                  networkRules.id,
                  gone.map((row) => row.id),
                ),
                isNull(networkRules.endedAt),
              ),
            )
            .returning({ id: networkRules.id })
        ).length === gone.length,
        'ranges that were just read',
      )
    for (const row of renamed)
      one(await ctx.tx.update(networkRules).set({ label: row.after }).where(eq(networkRules.id, row.id)).returning({ id: networkRules.id }), 'range')
    if (fresh.length > 0)
      await ctx.tx
        .insert(networkRules)
        .values(
          fresh.map((line) => ({
            id: newUuid(ctx.now),
            scope: whose.scope,
            preset: whose.preset,
            roleId: whose.roleId,
            memberId: whose.memberId,
            ...line,
            createdBy: ctx.actor.memberId,
            createdAt: ctx.now,
          })),
        )
        .returning({ id: networkRules.id })
    const said = (label: string): string => (label === '' ? 'allowed' : `allowed: ${label}`)
    ctx.record(
      networksChanged,
      ctx.tenant,
      {
        whose: whose.scope === 'member' ? 'one member' : whose.words,
        scope: whose.scope,
        ranges: lines.length,
        changes: [
          ...gone.map((row) => ({ field: row.range, before: said(row.label), after: 'not allowed' })),
          ...fresh.map((line) => ({ field: line.range, before: 'not allowed', after: said(line.label) })),
          ...renamed.map((row) => ({ field: row.range, before: said(row.label), after: said(row.after) })),
        ],
      },
      whose.scope === 'member' ? { member: whose.words } : {},
    )
    return { ranges: lines.length }
  },
})
/** Owners whom no list keeps out. Chosen by an owner, and each use of it stands in the log. */
export const chooseBreakGlass = command({
  name: 'tenancy.chooseBreakGlass',
  needs: 'network.change',
  stepUp: 'anew',
  input: ChooseBreakGlass,
  run: async (ctx, input): Promise<{ owners: number }> => {
    if (ctx.actor.kind === 'member' && ctx.actor.role !== 'owner') throw new Refusal('forbidden', 'Only an owner decides who keeps break-glass.')
    const policy = await holdSettings(ctx),
      owners = await ownersOf(ctx),
      before = policy.breakGlass ?? []
    const chosen = input.owners.map((id) => {
      const uuid = tryDecodeId('member', id),
        owner = owners.find((one_) => one_.id === uuid)
      if (!owner) throw invalid('owners', 'Only owners can have break-glass. Choose from the list.')
      return owner
    })
    const after = [...new Set(chosen.map((owner) => owner.id))]
    if (after.length === before.length && after.every((id) => before.includes(id))) {
      ctx.unchanged('nothing differs')
      return { owners: after.length }
    }
    const rules = await rulesOf(ctx)
    if (ctx.actor.memberId !== null && !after.includes(ctx.actor.memberId) && (await locksOutAuthor(ctx, rules, { ...policy, breakGlass: after })))
      throw invalid('owners', `Your own address, ${ctx.place.ip}, is in none of the allowed ranges: without break-glass you would be locked out.`)
    one(
      await ctx.tx
        .update(settings)
        .set({ policy: { ...policy, breakGlass: after }, updatedAt: ctx.now })
        .returning({ id: settings.id }),
      'settings row',
    )
    const numbers = (ids: readonly string[]): string =>
      owners
        .filter((owner) => ids.includes(owner.id))
        .map((owner) => owner.number)
        .join(', ')
    ctx.record(breakGlassChosen, ctx.tenant, {
      owners: numbers(after),
      changes: [{ field: 'break-glass', before: numbers(before) || 'nobody', after: numbers(after) || 'nobody' }],
    })
    return { owners: after.length }
  },
})
async function holdSettings(ctx: Ctx) {
  const row = one(await ctx.tx.select({ policy: settings.policy }).from(settings).for('update'), 'settings row')
  return { ...(row.policy as object), breakGlass: storedPolicy.parse(row.policy ?? {}).breakGlass }
}
