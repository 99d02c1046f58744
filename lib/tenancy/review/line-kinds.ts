import { and, eq, gt, inArray, isNull, count } from 'drizzle-orm'
import { accessRequests, type LineKindName } from '../../../db/schema/access.ts'
import { apiKeys } from '../../../db/schema/api.ts'
import { scimTokens } from '../../../db/schema/provisioning.ts'
import { ssoConnections } from '../../../db/schema/sign-in.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { withGranted } from '../../access/granted.ts'
import { keyable, type Permission } from '../../access/permissions.ts'
import { roleOf, type Grants } from '../../access/roles.ts'
import { encodeId } from '../../kernel/id.ts'
import { whatWords } from '../access/access-request.ts'
import { grantsInForce } from '../access/grants-in-force.ts'
import { wayIn } from '../list-members.ts'
import { memberFacts } from '../platform.sql.ts'
import { holding } from '../role.ts'
import { holdsMoney, mayOf, type Draft } from './facts.ts'

/** One kind of what is reviewed: how it reads now, all of it or of some ids. */
export interface LineKind {
  readonly name: LineKindName
  readonly noun: string
  /** The right that taking it away needs beside being a reviewer. */
  readonly needs: Permission
  drafts(ctx: ReadCtx, ids?: readonly string[]): Promise<Draft[]>
}
const second = (at: Date | null): string => (at === null ? 'never' : at.toISOString().slice(0, 19) + 'Z')

const memberLines: LineKind = {
  name: 'member',
  noun: 'member',
  needs: 'member.change',
  async drafts(ctx, ids) {
    if (ids?.length === 0) return []
    const [facts, rows, given] = await Promise.all([
      memberFacts(ctx, 'all'),
      ctx.tx
        .select({
          id: members.id,
          number: members.number,
          accountId: members.accountId,
          role: members.role,
          state: members.state,
          source: members.source,
          joinedAt: members.createdAt,
          preset: customRoles.preset,
          grants: customRoles.grants,
        })
        .from(members)
        .leftJoin(customRoles, eq(customRoles.id, members.roleId))
        .where(and(inArray(members.state, [...holding]), ids && inArray(members.id, [...ids])))
        .orderBy(members.number, members.id),
      grantsInForce(ctx, ids),
    ])
    const givenTo = new Map<string, (typeof given)[number][]>()
    for (const grant of given) givenTo.set(grant.memberId, [...(givenTo.get(grant.memberId) ?? []), grant])
    return rows.map((row) => {
      const own = givenTo.get(row.id) ?? [],
        able = withGranted(roleOf(row.role, row), own),
        way = wayIn(facts.get(row.accountId))
      return {
        subjectId: row.id,
        memberId: row.id,
        holdsMoney: holdsMoney(able.grants),
        facts: {
          kind: 'member',
          id: encodeId('member', row.id),
          label: row.number,
          facts: {
            role: row.role,
            state: row.state,
            'came by': row.source,
            since: second(row.joinedAt),
            'last sign-in': second(way.lastSeenAt),
            'second factors': way.factors.join(' ') || 'none',
            'given for a time': own.map((grant) => grant.number).join(' ') || 'none',
          },
          may: mayOf(able.grants),
        },
      }
    })
  },
}
const roleLines: LineKind = {
  name: 'role',
  noun: 'role',
  needs: 'role.change',
  async drafts(ctx, ids) {
    if (ids?.length === 0) return []
    const rows = await ctx.tx
      .select()
      .from(customRoles)
      .where(and(isNull(customRoles.endedAt), ids && inArray(customRoles.id, [...ids])))
      .orderBy(customRoles.name, customRoles.id)
    const holders = new Map(
      (
        await ctx.tx
          .select({ roleId: members.roleId, n: count() })
          .from(members)
          .where(inArray(members.state, [...holding]))
          .groupBy(members.roleId)
      ).map((row) => [row.roleId, row.n]),
    )
    return rows.map((row) => {
      const { grants } = roleOf(row.name, row)
      return {
        subjectId: row.id,
        memberId: null,
        holdsMoney: holdsMoney(grants),
        facts: {
          kind: 'role',
          id: encodeId('role', row.id),
          label: row.name,
          facts: { 'made from': row.preset, version: String(row.version), members: String(holders.get(row.id) ?? 0), changed: second(row.updatedAt) },
          may: mayOf(grants),
        },
      }
    })
  },
}
const tokenLines: LineKind = {
  name: 'token',
  noun: 'provisioning token',
  needs: 'sign_in.change',
  async drafts(ctx, ids) {
    if (ids?.length === 0) return []
    const rows = await ctx.tx
      .select({
        id: scimTokens.id,
        name: scimTokens.name,
        hint: scimTokens.hint,
        connection: ssoConnections.name,
        createdBy: scimTokens.createdBy,
        by: members.number,
        createdAt: scimTokens.createdAt,
        expiresAt: scimTokens.expiresAt,
        lastUsedAt: scimTokens.lastUsedAt,
      })
      .from(scimTokens)
      .innerJoin(ssoConnections, eq(ssoConnections.id, scimTokens.connectionId))
      .leftJoin(members, eq(members.id, scimTokens.createdBy))
      .where(and(isNull(scimTokens.revokedAt), gt(scimTokens.expiresAt, ctx.now), ids && inArray(scimTokens.id, [...ids])))
      .orderBy(scimTokens.id)
    return rows.map((row) => ({
      subjectId: row.id,
      memberId: row.by === null ? null : row.createdBy,
      holdsMoney: false,
      facts: {
        kind: 'token',
        id: encodeId('scimToken', row.id),
        label: row.name,
        facts: {
          begins: row.hint,
          connection: row.connection,
          'made by': row.by ?? 'nobody who is here',
          made: second(row.createdAt),
          until: second(row.expiresAt),
          'last used': second(row.lastUsedAt),
        },
        may: [],
      },
    }))
  },
}
/** What a key may as it stands: of what it was given, what its maker's role holds at this moment. */
const keyLines: LineKind = {
  name: 'key',
  noun: 'API key',
  needs: 'api_key.change',
  async drafts(ctx, ids) {
    if (ids?.length === 0) return []
    const rows = await ctx.tx
      .select({ key: apiKeys, maker: members.number, role: members.role, preset: customRoles.preset, grants: customRoles.grants })
      .from(apiKeys)
      .innerJoin(members, eq(members.id, apiKeys.memberId))
      .leftJoin(customRoles, eq(customRoles.id, members.roleId))
      .where(and(isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, ctx.now), ids && inArray(apiKeys.id, [...ids])))
      .orderBy(apiKeys.id)
    return rows.map(({ key, maker, ...row }) => {
      const held = roleOf(row.role, row).grants,
        given = new Set(key.permissions as string[]),
        grants: Grants = Object.fromEntries(keyable.flatMap((name) => (given.has(name) && held[name] !== undefined ? [[name, held[name]]] : [])))
      return {
        subjectId: key.id,
        memberId: key.memberId,
        holdsMoney: holdsMoney(grants),
        facts: {
          kind: 'key' as const,
          id: encodeId('apiKey', key.id),
          label: key.name,
          facts: { begins: key.hint, 'made by': maker, made: second(key.createdAt), until: second(key.expiresAt), 'last used': second(key.lastUsedAt) },
          may: mayOf(grants),
        },
      }
    })
  },
}
const grantLines: LineKind = {
  name: 'grant',
  noun: 'grant',
  needs: 'member.change',
  async drafts(ctx, ids) {
    const found = (await grantsInForce(ctx)).filter((grant) => ids === undefined || ids.includes(grant.requestId))
    if (found.length === 0) return []
    const rows = new Map(
      (
        await ctx.tx
          .select({ row: accessRequests, member: members.number, roleName: customRoles.name })
          .from(accessRequests)
          .innerJoin(members, eq(members.id, accessRequests.memberId))
          .leftJoin(customRoles, eq(customRoles.id, accessRequests.roleId))
          .where(
            inArray(
              accessRequests.id,
              found.map((grant) => grant.requestId),
            ),
          )
      ).map((one) => [one.row.id, one]),
    )
    return found.flatMap((grant) => {
      const one = rows.get(grant.requestId)
      return one
        ? [
            {
              subjectId: grant.requestId,
              memberId: grant.memberId,
              holdsMoney: holdsMoney(grant.grants),
              facts: {
                kind: 'grant' as const,
                id: encodeId('accessRequest', grant.requestId),
                label: grant.number,
                facts: { member: one.member, what: whatWords(one.row, one.roleName), given: second(grant.startedAt), until: second(grant.endsAt) },
                may: mayOf(grant.grants),
              },
            },
          ]
        : []
    })
  },
}
export const kinds: readonly LineKind[] = [memberLines, roleLines, tokenLines, keyLines, grantLines]
export function kindOf(name: LineKindName): LineKind {
  const kind = kinds.find((one) => one.name === name)
  if (!kind) throw new Error(`no kind of line ${name}`)
  return kind
}
/** How the subjects of some lines read now, by kind and id. */
export async function readNow(
  ctx: ReadCtx,
  lines: readonly { readonly kind: LineKindName; readonly subjectId: string }[],
): Promise<(line: { readonly kind: LineKindName; readonly subjectId: string }) => Draft | undefined> {
  const found = new Map<string, Draft>()
  for (const kind of kinds)
    for (const draft of await kind.drafts(
      ctx,
      lines.filter((line) => line.kind === kind.name).map((line) => line.subjectId),
    ))
      found.set(`${kind.name} ${draft.subjectId}`, draft)
  return (line) => found.get(`${line.kind} ${line.subjectId}`)
}
