import { and, asc, eq, isNull } from 'drizzle-orm'
import { customRoles, members, networkRules } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { isBreakGlass, keptOut, type NetworkScope, type StoredRange } from '../access/network.ts'
import { decodeId, encodeId, tryDecodeId } from '../kernel/id.ts'
import { parseRange, writeRange } from '../kernel/network-range.ts'
import { isPlainName, notPlain } from '../kernel/plain-name.ts'
import { invalid, notFound } from '../kernel/refusal.ts'
import { memberAddresses } from './platform.sql.ts'
import { findRole } from './role.ts'

const rangesMax = 200,
  labelMax = 80

/** Whose list: the company's, a role's, or one person's. `key` is how forms and addresses name it. */
export interface Whose {
  readonly scope: NetworkScope
  readonly key: string
  readonly words: string
  readonly preset: string | null
  readonly roleId: string | null
  readonly memberId: string | null
}
export interface Line {
  readonly range: string
  readonly label: string
}

/** `company`, a role's key, or a member's id. */
export async function whoseOf(ctx: ReadCtx, key: string): Promise<Whose> {
  if (key === 'company') return { scope: 'company', key, words: ctx.settings.company, preset: null, roleId: null, memberId: null }
  if (tryDecodeId('member', key) !== undefined) {
    const [row] = await ctx.tx
      .select({ id: members.id, name: members.name, state: members.state })
      .from(members)
      .where(eq(members.id, decodeId('member', key)))
    if (!row || row.state === 'ended') throw notFound('member')
    return { scope: 'member', key, words: row.name, preset: null, roleId: null, memberId: row.id }
  }
  const role = await findRole(ctx, key)
  if (!role) throw notFound('role')
  return { scope: 'role', key, words: role.name.replace('_', ' '), preset: role.id === null ? role.name : null, roleId: role.id, memberId: null }
}

/**
 * What somebody typed, one range to a line, with a label behind it, as the list that would be stored.
 * @throws Refusal that names the line and what to write instead
 */
export function readLines(text: string): Line[] {
  const found = new Map<string, number>(),
    lines: Line[] = []
  for (const [i, typed] of text.split(/\r\n|\r|\n/).entries()) {
    const [first = '', ...rest] = typed.trim().split(/\s+/),
      at = `Line ${i + 1}`,
      label = rest.join(' ')
    if (first === '') continue
    const range = parseRange(first)
    if ('fault' in range) throw invalid('ranges', `${at}: ${range.fault}`)
    if (label.length > labelMax || !isPlainName(label))
      throw invalid('ranges', `${at}: ${isPlainName(label) ? `a label has at most ${labelMax} characters.` : notPlain}`)
    const written = writeRange(range),
      before = found.get(written)
    if (before !== undefined) throw invalid('ranges', `${at}: ${written} stands in line ${before} already.`)
    found.set(written, i + 1)
    lines.push({ range: written, label })
  }
  if (lines.length > rangesMax) throw invalid('ranges', `A list has at most ${rangesMax} ranges; these are ${lines.length}.`)
  return lines
}
export const typedLines = (lines: readonly Line[]): string => lines.map(({ range, label }) => (label === '' ? range : `${range} ${label}`)).join('\n')

export interface RuleRow extends Line {
  readonly id: string
  readonly scope: NetworkScope
  readonly preset: string | null
  readonly roleId: string | null
  readonly memberId: string | null
}
export const rulesOf = (ctx: ReadCtx): Promise<RuleRow[]> =>
  ctx.tx
    .select({
      id: networkRules.id,
      scope: networkRules.scope,
      preset: networkRules.preset,
      roleId: networkRules.roleId,
      memberId: networkRules.memberId,
      range: networkRules.range,
      label: networkRules.label,
    })
    .from(networkRules)
    .where(isNull(networkRules.endedAt))
    .orderBy(asc(networkRules.id))
export const belongsTo =
  (whose: Whose) =>
  (row: RuleRow): boolean =>
    row.scope === whose.scope && row.preset === whose.preset && row.roleId === whose.roleId && row.memberId === whose.memberId

/** The rules as they would stand: this list in the place of the present one. */
export const withList = (rules: readonly RuleRow[], whose: Whose, lines: readonly Line[]): RuleRow[] => [
  ...rules.filter((row) => !belongsTo(whose)(row)),
  ...lines.map((line) => ({ ...line, ...whose, id: '' })),
]
interface Somebody {
  readonly id: string
  readonly role: string
  readonly roleId: string | null
}
const around = (rules: readonly RuleRow[], who: Somebody): StoredRange[] =>
  rules.filter(
    (row) =>
      row.scope === 'company' ||
      row.memberId === who.id ||
      (row.scope === 'role' && (row.roleId === null ? who.roleId === null && row.preset === who.role : row.roleId === who.roleId)),
  )

export interface Outsider {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly seenAt: Date
  readonly isBreakGlass: boolean
}
/** Whose open sessions come from outside the lists that would hold for them: by where each was last used. */
export async function outsidersOf(ctx: ReadCtx, rules: readonly RuleRow[]): Promise<Outsider[]> {
  const [people, places] = await Promise.all([
    ctx.tx.select({ id: members.id, name: members.name, role: members.role, roleId: members.roleId }).from(members).where(eq(members.state, 'active')),
    memberAddresses(ctx),
  ])
  const byId = new Map(people.map((person) => [person.id, person])),
    seen = new Set<string>()
  return places.flatMap((place): Outsider[] => {
    const person = byId.get(place.member_id),
      once = `${place.member_id} ${place.ip}`
    if (!person || seen.has(once) || keptOut(around(rules, person), place.ip) === undefined) return []
    seen.add(once)
    return [
      {
        id: encodeId('member', person.id),
        name: person.name,
        address: place.ip,
        seenAt: new Date(place.last_seen_at),
        isBreakGlass: isBreakGlass(ctx.settings.policy, person),
      },
    ]
  })
}
/** Whether the author would be kept out by what they are about to write, from where they sit. */
export async function locksOutAuthor(ctx: ReadCtx, rules: readonly RuleRow[], policy: unknown = ctx.settings.policy): Promise<boolean> {
  const { actor, place } = ctx
  if (actor.kind !== 'member' || actor.memberId === null) return false
  const [me] = await ctx.tx.select({ id: members.id, role: members.role, roleId: members.roleId }).from(members).where(eq(members.id, actor.memberId))
  return me !== undefined && keptOut(around(rules, me), place.ip) !== undefined && !isBreakGlass(policy, me)
}
/** Names beside the lists, for showing. */
export async function ownersOf(ctx: ReadCtx) {
  return ctx.tx
    .select({ id: members.id, number: members.number, name: members.name })
    .from(members)
    .where(and(eq(members.role, 'owner'), eq(members.state, 'active')))
    .orderBy(asc(members.name), asc(members.id))
}
export async function namesOfLists(ctx: ReadCtx, rules: readonly RuleRow[]): Promise<ReadonlyMap<string, { readonly key: string; readonly words: string }>> {
  const named = new Map<string, { key: string; words: string }>()
  const [people, own] = await Promise.all([
    rules.some((row) => row.memberId !== null)
      ? ctx.tx
          .select({ id: members.id, name: members.name })
          .from(networkRules)
          .innerJoin(members, eq(members.id, networkRules.memberId))
          .where(isNull(networkRules.endedAt))
      : [],
    rules.some((row) => row.roleId !== null) ? ctx.tx.select({ id: customRoles.id, name: customRoles.name }).from(customRoles) : [],
  ])
  for (const row of people) named.set(row.id, { key: encodeId('member', row.id), words: row.name })
  for (const row of own) named.set(row.id, { key: encodeId('role', row.id), words: row.name })
  return named
}
