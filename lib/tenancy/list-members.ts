import { and, eq, ilike, ne, or, sql } from 'drizzle-orm'
import { members, type MemberState } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { readPage, type Page } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { encodeId, tryDecodeId, type Id } from '../kernel/id.ts'
import { ListMembers } from './member-inputs.ts'
import { membersByStateAndRole } from './member-tally.ts'
import { memberFacts, type MemberFacts } from './platform.sql.ts'
import { rolesOf } from './role.ts'
import type { z } from 'zod'

export interface MemberRow {
  readonly id: Id<'member'>
  readonly uuid: string
  readonly number: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly state: MemberState
  readonly source: string
  /** Kinds of enrolled second factors; empty before the first sign-in. */
  readonly factors: readonly string[]
  readonly codesLeft: number
  readonly sessions: number
  readonly lastSeenAt: Date | null
  readonly emailVerified: boolean
  readonly isYou: boolean
}
type Input = z.infer<typeof ListMembers>
interface Stored {
  readonly uuid: string
  readonly number: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly state: MemberState
  readonly source: string
  readonly accountId: string
}
const columns = {
  uuid: members.id,
  number: members.number,
  name: members.name,
  email: members.email,
  role: members.role,
  state: members.state,
  source: members.source,
  accountId: members.accountId,
}

/** What is known of a member's way in, by account; nothing for whoever never signed in here. */
export const wayIn = (facts: MemberFacts | undefined) => ({
  factors: facts?.factors ? [...new Set(facts.factors.split(' '))] : [],
  codesLeft: facts?.backup_codes ?? 0,
  sessions: facts?.sessions ?? 0,
  lastSeenAt: facts?.last_seen_at ? new Date(facts.last_seen_at) : null,
  emailVerified: facts?.email_verified ?? false,
})
/** A preset by name, or a role of the company’s own by its id; a damaged id finds nobody. */
function roleIs(key: string) {
  const id = tryDecodeId('role', key)
  return id === undefined ? eq(members.role, key) : eq(members.roleId, id)
}
export async function readMembers(ctx: ReadCtx, input: Input): Promise<Page<MemberRow>> {
  const like = input.q === undefined ? undefined : `%${input.q.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`
  const filters = [
    // Written out: of a parameter that names no state Postgres guesses that it leaves nobody, reads everybody and sorts them.
    input.state === undefined ? ne(members.state, sql`'ended'`) : eq(members.state, input.state),
    ...(input.role === undefined ? [] : [roleIs(input.role)]),
    ...(like === undefined ? [] : [or(ilike(members.name, like), ilike(members.email, like), ilike(members.number, like))]),
  ]
  const page = await readPage<Stored, 'name' | 'role' | 'joined'>(
    {
      id: members.id,
      idOf: (row) => row.uuid,
      sorts: { name: { column: members.name, of: (row) => row.name }, role: { column: members.role, of: (row) => row.role }, joined: undefined },
      defaultSort: 'name',
    },
    input,
    ({ where, orderBy, limit }) =>
      ctx.tx
        .select(columns)
        .from(members)
        .where(and(...filters, where))
        .orderBy(...orderBy)
        .limit(limit),
  )
  const facts = await memberFacts(
    ctx,
    page.rows.map((row) => row.accountId),
  )
  return {
    ...page,
    rows: page.rows.map(({ accountId, ...row }) => ({
      ...row,
      id: encodeId('member', row.uuid),
      ...wayIn(facts.get(accountId)),
      isYou: row.uuid === ctx.actor.memberId,
    })),
  }
}
export const listMembers = query({
  name: 'tenancy.listMembers',
  needs: 'member.read',
  input: ListMembers,
  run: async (ctx, input) => {
    const [page, counted, known] = await Promise.all([readMembers(ctx, input), membersByStateAndRole(ctx), rolesOf(ctx)])
    const counts: Partial<Record<MemberState, number>> = {},
      holders = new Map<string, number>()
    for (const { state, role, n } of counted) {
      counts[state] = (counts[state] ?? 0) + n
      if (state === 'active' || state === 'suspended') holders.set(role, (holders.get(role) ?? 0) + n)
    }
    const byRole = [...holders].map(([role, n]) => ({ role, n })).sort((a, b) => (a.role < b.role ? -1 : 1))
    const { locale, zone } = ctx.settings
    return {
      ...page,
      place: { locale, zone, now: ctx.now },
      counts,
      roles: byRole,
      known: known.map(({ key, name }) => ({ key, name })),
      may: { invite: ctx.reach('member.invite') === 'all', change: ctx.reach('member.change') === 'all', roles: ctx.reach('role.read') === 'all' },
    }
  },
})
export const exportMembers = listExport({
  name: 'tenancy.exportMembers',
  needs: 'member.read',
  stepUp: 'anew',
  input: ListMembers,
  of: (ctx, input) =>
    listOf(
      'members',
      input,
      [
        { header: 'Member', cell: (r: MemberRow) => r.number },
        { header: 'Name', cell: (r) => r.name },
        { header: 'E-mail', cell: (r) => r.email },
        { header: 'Role', cell: (r) => r.role },
        { header: 'State', cell: (r) => r.state },
        { header: 'Second factors', cell: (r) => r.factors.join(' ') },
        { header: 'Last seen', cell: (r) => r.lastSeenAt?.toISOString() ?? '' },
        { header: 'Source', cell: (r) => r.source },
      ],
      (request) => readMembers(ctx, { ...input, ...request }),
    ),
})
